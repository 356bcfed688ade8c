package com.wandb.iam.benchmark;

import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.loop.OperatorProcess;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** How long a process of the operator takes from its start until it watches all kinds. */
final class StartBenchmark {
  private static final int RUNS = 7;

  private StartBenchmark() {}

  static void run() throws IOException, InterruptedException {
    try (var cluster = KubernetesTestServer.start(KubernetesBinaries.provide());
        var client = new KubernetesClientBuilder().withConfig(cluster.config()).build()) {
      cluster.applyCrds();
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(OperatorProcess.NAMESPACE)
                  .endMetadata()
                  .build())
          .create();
      var bare = new double[RUNS];
      var operator = new double[RUNS];
      for (int run = 0; run < RUNS; run++) {
        bare[run] = secondsOfBareJava();
        operator[run] = secondsUntilWatching(cluster);
      }
      Arrays.sort(bare);
      Arrays.sort(operator);
      System.out.printf(
          "process start to watching: %.2f s (median of %d; %.2f to %.2f), x %.1f of java -version"
              + " (%.2f s)%n",
          operator[RUNS / 2],
          RUNS,
          operator[0],
          operator[RUNS - 1],
          operator[RUNS / 2] / bare[RUNS / 2],
          bare[RUNS / 2]);
    }
  }

  private static double secondsUntilWatching(KubernetesTestServer cluster) {
    long start = System.nanoTime();
    try (var process = OperatorProcess.start(cluster.kubeconfig())) {
      double seconds = (System.nanoTime() - start) / 1e9;
      if (!process.output().contains("watching")) {
        throw new IllegalStateException("the operator did not start:\n" + process.output());
      }
      return seconds;
    }
  }

  private static double secondsOfBareJava() throws IOException, InterruptedException {
    long start = System.nanoTime();
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return (System.nanoTime() - start) / 1e9;
  }
}
