package com.wandb.iam.loop.crash;

import com.wandb.iam.Main;
import com.wandb.iam.loop.world.OperatorUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The operator as a process of its own, so that it can be killed. */
public final class OperatorProcess implements AutoCloseable {
  /** The operator's own namespace. */
  public static final String NAMESPACE = OperatorUnderTest.NAMESPACE;

  /** A test ends before the second compiler pays off; parallel collection takes from others. */
  private static final String[] SHORT_LIVED = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

  private final Process process;
  private final Path log;

  private OperatorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it and waits until it watches. */
  public static OperatorProcess start(Path kubeconfig) {
    return start(kubeconfig, Map.of());
  }

  /**
   * The same by another program than this JVM's with its class path.
   *
   * @param program with its arguments, up to the class to run
   */
  public static OperatorProcess startBy(List<String> program, Path kubeconfig) {
    return run(program, kubeconfig, Map.of(), List.of("--no-leader-election"));
  }

  /**
   * The same with settings.
   *
   * @param settings further variables of its environment
   * @param arguments further arguments of its command line
   */
  public static OperatorProcess start(
      Path kubeconfig, Map<String, String> settings, String... arguments) {
    return run(
        program(),
        kubeconfig,
        settings,
        Stream.concat(Stream.of("--no-leader-election"), Stream.of(arguments)).toList());
  }

  /** Starts one of several, of which one works at a time; waits until it watches. */
  static OperatorProcess startReplica(Path kubeconfig, String name) {
    return run(program(), kubeconfig, Map.of(), List.of("--instance", name));
  }

  /**
   * Returns the command line up to the class to run: that of the image, if this build made one,
   * because it starts with much less CPU time; otherwise this JVM's, with its class path.
   */
  public static List<String> program() {
    if (ImageProgram.isFresh()) {
      return ImageProgram.command("on", SHORT_LIVED);
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(SHORT_LIVED));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  private static OperatorProcess run(
      List<String> program, Path kubeconfig, Map<String, String> settings, List<String> arguments) {
    try {
      var log = Files.createTempFile("wandb-iam-operator-", ".log");
      var builder = new ProcessBuilder(new ArrayList<>(program));
      builder.command().addAll(List.of(Main.class.getName(), "--namespace", NAMESPACE));
      builder.command().addAll(arguments);
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
      builder.environment().putAll(settings);
      var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      var started = new OperatorProcess(process, log);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> started.output().contains("Watching") || !process.isAlive());
      return started;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Everything it said so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Copies everything it said so far to a file. */
  void keepOutput(Path file) {
    try {
      Files.copy(log, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Keeps what it said and what its threads do, for somebody to read who wonders why it is stuck.
   *
   * @return where
   */
  public Path keepEvidence() {
    try {
      var directory = Files.createDirectories(Path.of("target", "stuck"));
      var name = "%d-%s".formatted(process.pid(), Instant.now().toString().replace(':', '-'));
      Files.copy(log, directory.resolve(name + ".log"));
      var threads = directory.resolve(name + ".threads").toAbsolutePath();
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(process.pid()),
              "Thread.dump_to_file",
              "-overwrite",
              threads.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(30, TimeUnit.SECONDS);
      return threads;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** SIGSTOP: it stands still in the middle of whatever it does. */
  void pause() {
    signal("STOP");
  }

  /** SIGCONT: it goes on where it stood. */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " failed with " + code);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM: it ends in good order; does not wait for that. */
  void stop() {
    process.destroy();
  }

  /** SIGKILL: nothing is finished, nothing is told. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroy();
    awaitEnd();
    log.toFile().delete();
  }
}
