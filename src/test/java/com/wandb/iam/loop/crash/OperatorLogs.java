package com.wandb.iam.loop.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Output of all operators of one run, one file each, in a folder of {@code target}. The folder is
 * deleted at the end, unless a failure refers to it.
 */
public final class OperatorLogs implements AutoCloseable {
  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private boolean kept;

  /**
   * @param run name of the folder for all runs of this kind
   */
  public OperatorLogs(String run) {
    try {
      var time = Instant.now().toString().replace(':', '-');
      folder = Files.createDirectories(Path.of("target", run, time).toAbsolutePath());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Returns the number of the next operator. */
  public synchronized int next() {
    return files.size() + 1;
  }

  /** Adds the output of an ended operator. */
  public synchronized void add(OperatorProcess ended) {
    var file = fileOf(next());
    ended.keepOutput(file);
    files.add(file);
  }

  private Path fileOf(int number) {
    return folder.resolve("operator-%03d.log".formatted(number));
  }

  /** Returns the lines with a text, each with the number of its operator. */
  public synchronized List<String> linesWith(String text, OperatorProcess current) {
    return numbered(current).filter(line -> line.contains(text)).toList();
  }

  private Stream<String> numbered(OperatorProcess current) {
    var all = new ArrayList<String>();
    for (int number = 1; number < next(); number++) {
      var operator = "operator " + number + " ";
      read(files.get(number - 1)).lines().forEach(line -> all.add(operator + line));
    }
    current.output().lines().forEach(line -> all.add("operator " + next() + " " + line));
    return all.stream();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Keeps the folder, adds the output of the current operator, and returns the path. */
  public synchronized Path keep(OperatorProcess current) {
    kept = true;
    current.keepOutput(fileOf(next()));
    return folder;
  }

  @Override
  public synchronized void close() {
    if (kept) {
      return;
    }
    try {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
