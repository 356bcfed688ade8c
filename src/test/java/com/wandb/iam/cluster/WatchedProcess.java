package com.wandb.iam.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Program that ends when this JVM ends for any reason. A small shell between them kills the program
 * when its standard input is closed. The kernel closes it even after kill -9.
 *
 * <p>Uses no library, because its test starts a JVM with nothing else on the class path.
 */
public final class WatchedProcess implements AutoCloseable {
  /**
   * Each line on standard input is a signal to send; its end means that the JVM has ended. A signal
   * to the process group also ends the shell, so the watching part ignores signals. If the machine
   * has a tool for it, the program gets its own session: then Ctrl-C in a terminal reaches only the
   * JVM, which stops everything in the right order.
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
   * Starts a program with output to {@code <directory>/<name>.log}.
   *
   * @param directory temporary data of the program; the watchdog removes it if the JVM is killed
   * @throws UncheckedIOException if there is no shell or the log cannot be written
   */
  public static WatchedProcess start(String name, Path directory, List<String> command) {
    return start(name, directory, command, Map.of());
  }

  /** Starts a program with additional environment variables. */
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

  String name() {
    return name;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end of the program. Returns whether it ended in time. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit);
  }

  /** Returns the program, its children and the shell's own processes. */
  public Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  /** Returns the exit code of the program; above 128 for a signal. */
  public int exitValue() {
    return process.exitValue();
  }

  /** Returns whether the program reported that another process has its port. */
  public boolean lostItsPort() {
    return tail(Integer.MAX_VALUE).contains("address already in use");
  }

  /** Kills the program without a clean shutdown, and returns when it has ended. */
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
      // The watchdog has just ended and closed its end of the pipe.
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the end of the log, for messages. */
  public String logTail() {
    return "--- end of " + name + ".log ---\n" + tail(TAIL_LINES);
  }

  /** Returns the latest line of its output, or an empty text. */
  String lastLine() {
    return tail(1);
  }

  /** Removes a directory and its contents as far as possible. */
  public static void removeDirectory(Path directory) {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // Already deleted.
    }
  }

  private String tail(int lines) {
    try (var file = Files.newByteChannel(log)) {
      file.position(Math.max(0, file.size() - TAIL_BYTES));
      var bytes = ByteBuffer.allocate(TAIL_BYTES);
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Reads until the end of the file or of the buffer.
      }
      var all =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
