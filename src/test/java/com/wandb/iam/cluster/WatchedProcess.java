package com.wandb.iam.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that ends when this JVM ends, however it ends: a small shell stands between them and
 * kills the program when its standard input is closed, which the kernel does even after kill -9.
 */
public final class WatchedProcess implements AutoCloseable {
  /**
   * Lines on standard input are signals to send; its end means that the JVM is gone. Whoever ends a
   * process group ends the shell too, so the part that watches does not listen to that. The program
   * gets a session of its own where the machine has a tool for it, so that Ctrl-C in a terminal
   * reaches the JVM alone, which then stops everything in the right order.
   */
  private static final String WATCHDOG =
      """
      directory=$1; shift
      trap '' INT HUP
      if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"
      elif command -v perl >/dev/null 2>&1; then set -- perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV or die' "$@"
      fi
      exec 3<&0 </dev/null
      "$@" 3<&- &
      child=$!
      (
        trap '' TERM
        while read -r signal <&3; do kill -s "$signal" -- "$child"; done
        kill -s KILL "$$"
        kill -s KILL -- "-$child"
        kill -s KILL -- "$child"
        while kill -0 "$child"; do sleep 1; done
        rm -rf "$directory"
      ) 2>/dev/null &
      watch=$!
      exec 3<&-
      wait "$child"
      code=$?
      kill -s KILL "$watch" 2>/dev/null
      exit "$code"
      """;

  private static final int TAIL_LINES = 25;
  private static final int TAIL_BYTES = 64 * 1024;

  private final String name;
  private final Path log;
  private final Process process;

  private WatchedProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a program whose output goes to {@code <directory>/<name>.log}.
   *
   * @param directory throw-away data of the program; the watchdog removes it when the JVM was
   *     killed
   * @throws UncheckedIOException when there is no shell or the log cannot be written
   */
  public static WatchedProcess start(String name, Path directory, List<String> command) {
    return start(name, directory, command, Map.of());
  }

  /** The same with variables beside those of this JVM's environment. */
  public static WatchedProcess start(
      String name, Path directory, List<String> command, Map<String, String> environment) {
    var log = directory.resolve(name + ".log");
    var watched = new ArrayList<>(List.of("/bin/sh", "-c", WATCHDOG, name, directory.toString()));
    watched.addAll(command);
    try {
      Files.deleteIfExists(log);
      var builder =
          new ProcessBuilder(watched)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      return new WatchedProcess(name, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The program and what it started, and the small shell's own. */
  public Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  /** How the program ended; above 128 by a signal. */
  public int exitValue() {
    return process.exitValue();
  }

  /** Whether the program said that somebody else has its port. */
  public boolean lostItsPort() {
    return tail(Integer.MAX_VALUE).contains("address already in use");
  }

  /** Kills the program without a chance to tidy up, and returns when it is gone. */
  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        process.getOutputStream().write("KILL\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
      }
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(name + " does not end");
      }
    } catch (IOException e) {
      // The watchdog has just ended by itself, and took its end of the pipe with it.
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The end of the log, for messages. */
  public String logTail() {
    return "--- end of " + name + ".log ---\n" + tail(TAIL_LINES);
  }

  /** The newest line of its output, or an empty text. */
  String lastLine() {
    return tail(1);
  }

  /** Removes a directory with all that is in it, as far as that is possible. */
  public static void removeDirectory(Path directory) {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // Gone already.
    }
  }

  private String tail(int lines) {
    try (var file = Files.newByteChannel(log)) {
      file.position(Math.max(0, file.size() - TAIL_BYTES));
      var bytes = ByteBuffer.allocate(TAIL_BYTES);
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Until the end of the file or of the buffer.
      }
      var all =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
