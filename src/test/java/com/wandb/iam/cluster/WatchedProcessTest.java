package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SLEEPER =
      List.of("/bin/sh", "-c", "echo $$ >pid.new; mv pid.new pid; exec sleep 600");

  @TempDir Path folder;

  @Test
  void process_ends_when_its_jvm_is_killed() throws IOException {
    var directory = Files.createDirectory(folder.resolve("data"));
    var jvm = Holder.launch(directory);
    long sleeper = pidIn(directory);

    jvm.destroyForcibly();

    await().atMost(PATIENCE).until(() -> !runs(sleeper));
    await("the data").atMost(PATIENCE).until(() -> !Files.exists(directory));
  }

  @Test
  void process_ends_when_its_group_is_terminated() throws IOException {
    var directory = Files.createDirectory(folder.resolve("data"));
    var jvm = Holder.launch(directory);
    long sleeper = pidIn(directory);

    jvm.descendants().filter(process -> process.pid() != sleeper).forEach(ProcessHandle::destroy);
    jvm.destroy();

    await().atMost(PATIENCE).until(() -> !runs(sleeper));
  }

  @Test
  void process_has_ended_when_close_returns() {
    long sleeper;
    try (var process = WatchedProcess.start("sleeper", folder, SLEEPER)) {
      sleeper = pidIn(folder);
      assertThat(process.isAlive()).isTrue();
    }
    assertThat(runs(sleeper)).isFalse();
    assertThat(folder).as("data that a restart needs").exists();
  }

  @Test
  void exit_code_and_output_are_reported() {
    var command = List.of("/bin/sh", "-c", "echo \"first $WORD\"; echo last >&2; exit 3");
    try (var process = WatchedProcess.start("failing", folder, command, Map.of("WORD", "word"))) {
      await().atMost(PATIENCE).until(() -> !process.isAlive());

      assertThat(process.exitValue()).isEqualTo(3);
      assertThat(process.lastLine()).isEqualTo("last");
      assertThat(process.logTail()).isEqualTo("--- end of failing.log ---\nfirst word\nlast");
    }
  }

  @Test
  void lost_port_is_detected_in_the_output() {
    var command =
        List.of("/bin/sh", "-c", "echo 'listen tcp 127.0.0.1:1: bind: address already in use'");
    try (var process = WatchedProcess.start("unlucky", folder, command)) {
      await().atMost(PATIENCE).until(() -> !process.isAlive());
      assertThat(process.lostItsPort()).isTrue();
    }
  }

  @Test
  void unstartable_program_is_named() {
    var nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> WatchedProcess.start("lost", nowhere, SLEEPER))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot start lost");
  }

  private static long pidIn(Path directory) {
    var file = directory.resolve("pid");
    await().atMost(PATIENCE).until(() -> Files.exists(file));
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  /** JVM that starts a program and waits until it is killed. */
  static final class Holder {
    private Holder() {}

    static Process launch(Path directory) throws IOException {
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var classes = WatchedProcess.class.getProtectionDomain().getCodeSource().getLocation();
      return new ProcessBuilder(
              java,
              "-cp",
              Path.of(URI.create(classes.toString())).toString(),
              Holder.class.getName(),
              directory.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    }

    public static void main(String[] arguments) throws IOException {
      WatchedProcess.start("sleeper", Path.of(arguments[0]), SLEEPER);
      while (System.in.read() >= 0) {
        // Waits until this process is killed, or until the test's JVM ends.
      }
    }
  }
}
