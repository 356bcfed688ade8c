package com.wandb.iam.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that never outlives this process, not even when it is killed: a shell between both ends
 * the program when its own input closes.
 */
final class Child implements AutoCloseable {
  private static final String GUARD =
      "\"$0\" \"$@\" </dev/null & child=$!; read -r end; kill -9 $child; wait $child 2>/dev/null";
  private static final int TAIL = 15;

  private final String name;
  private final Path log;
  private final Process shell;

  private Child(String name, Path log, Process shell) {
    this.name = name;
    this.log = log;
    this.shell = shell;
  }

  /** Starts a program with its output in a file. */
  static Child start(String name, Path directory, List<String> command) {
    var log = directory.resolve(name + ".log");
    var guarded = new ArrayList<>(List.of("sh", "-c", GUARD));
    guarded.addAll(command);
    try {
      var shell =
          new ProcessBuilder(guarded)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new Child(name, log, shell);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start " + name, failure);
    }
  }

  /** The end of what the program printed, for an error message. */
  String tail() {
    try {
      var lines = Files.readAllLines(log);
      return name
          + " last said:\n  "
          + String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    } catch (IOException failure) {
      return name + ": its log cannot be read: " + failure.getMessage();
    }
  }

  /** Kills the program and waits until it is gone. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      shell.waitFor();
    } catch (IOException closedAlready) {
      shell.destroyForcibly();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      shell.destroyForcibly();
    }
  }
}
