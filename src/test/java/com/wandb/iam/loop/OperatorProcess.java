package com.wandb.iam.loop;

import com.wandb.iam.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The operator as a process of its own, so that it can be killed. */
public final class OperatorProcess implements AutoCloseable {
  /** The operator's own namespace. */
  public static final String NAMESPACE = OperatorUnderTest.NAMESPACE;

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
   * The same with settings.
   *
   * @param settings further variables of its environment
   * @param arguments further arguments of its command line
   */
  static OperatorProcess start(Path kubeconfig, Map<String, String> settings, String... arguments) {
    try {
      var log = Files.createTempFile("wandb-iam-operator-", ".log");
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Main.class.getName(),
              "--no-leader-election",
              "--namespace",
              NAMESPACE);
      builder.command().addAll(List.of(arguments));
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
      builder.environment().putAll(settings);
      var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      var started = new OperatorProcess(process, log);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> started.output().contains("watching") || !process.isAlive());
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

  /** SIGKILL: nothing is finished, nothing is told. */
  void kill() {
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
