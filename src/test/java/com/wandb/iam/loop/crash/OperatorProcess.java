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

/** The operator as a separate process, so that it can be killed. */
public final class OperatorProcess implements AutoCloseable {
  /** The operator's own namespace. */
  public static final String NAMESPACE = OperatorUnderTest.NAMESPACE;

  /**
   * Disables the second compiler, because a test ends before it pays off, and parallel collection,
   * because it takes CPU from others.
   */
  private static final String[] SHORT_LIVED = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

  private final Process process;
  private final Path log;

  private OperatorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the operator and waits until it watches. */
  public static OperatorProcess start(Path kubeconfig) {
    return start(kubeconfig, Map.of());
  }

  /**
   * Starts the operator with another program instead of this JVM's class path.
   *
   * @param program with its arguments, up to the main class
   */
  public static OperatorProcess startBy(List<String> program, Path kubeconfig) {
    return run(program, kubeconfig, Map.of(), List.of("--no-leader-election"));
  }

  /**
   * Starts the operator with settings.
   *
   * @param settings additional environment variables
   * @param arguments additional arguments of its command line
   */
  public static OperatorProcess start(
      Path kubeconfig, Map<String, String> settings, String... arguments) {
    return run(
        program(),
        kubeconfig,
        settings,
        Stream.concat(Stream.of("--no-leader-election"), Stream.of(arguments)).toList());
  }

  /** Starts one of several replicas, of which one is active. Waits until it watches. */
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

  /** Returns all output so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Copies all output so far to a file. */
  void keepOutput(Path file) {
    try {
      Files.copy(log, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Stores the output and the threads for the analysis of a hanging operator.
   *
   * @return the folder
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

  /** Sends SIGSTOP: stops all threads. */
  void pause() {
    signal("STOP");
  }

  /** Sends SIGCONT: continues. */
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

  /** Sends SIGTERM for a clean shutdown; does not wait for it. */
  void stop() {
    process.destroy();
  }

  /** Sends SIGKILL: no clean shutdown. */
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
