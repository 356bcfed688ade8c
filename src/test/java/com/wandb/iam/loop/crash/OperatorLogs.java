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
 * Everything that the operators of one run said, a file for each, in a folder of {@code target}.
 * The folder is deleted at the end, unless a failure names it.
 */
public final class OperatorLogs implements AutoCloseable {
  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private boolean kept;

  /**
   * @param run the name of the folder that holds the folders of its runs
   */
  public OperatorLogs(String run) {
    try {
      var time = Instant.now().toString().replace(':', '-');
      folder = Files.createDirectories(Path.of("target", run, time).toAbsolutePath());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The number of the operator whose output is added next. */
  public synchronized int next() {
    return files.size() + 1;
  }

  /** Adds the output of an operator that has ended. */
  public synchronized void add(OperatorProcess ended) {
    var file = fileOf(next());
    ended.keepOutput(file);
    files.add(file);
  }

  private Path fileOf(int number) {
    return folder.resolve("operator-%03d.log".formatted(number));
  }

  /** The lines with a text, each with the number of its operator. */
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

  /** Keeps the folder, with what the operator of now said so far; returns where it is. */
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
