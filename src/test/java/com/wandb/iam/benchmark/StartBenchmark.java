package com.wandb.iam.benchmark;

import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.loop.crash.ImageProgram;
import com.wandb.iam.loop.crash.OperatorProcess;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/** Measures the time from the start of an operator process until it watches all kinds. */
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
      var cached = new double[RUNS];
      var uncached = new double[RUNS];
      boolean image = ImageProgram.isThere();
      for (int run = 0; run < RUNS; run++) {
        bare[run] = secondsOfBareJava();
        operator[run] = secondsToWatch(() -> OperatorProcess.start(cluster.kubeconfig()));
        if (image) {
          cached[run] = secondsToWatch(() -> start(cluster, "on"));
          uncached[run] = secondsToWatch(() -> start(cluster, "off"));
        }
      }
      print("process start to watching", operator, bare);
      if (image) {
        print("by the image's runtime with its AOT cache", cached, bare);
        print("by the image's runtime without the cache", uncached, bare);
      } else {
        System.out.println("there is no image to start: src/dev/run image");
      }
    }
  }

  private static OperatorProcess start(KubernetesTestServer cluster, String aotMode) {
    return OperatorProcess.startBy(ImageProgram.command(aotMode), cluster.kubeconfig());
  }

  private static void print(String what, double[] seconds, double[] bare) {
    Arrays.sort(seconds);
    Arrays.sort(bare);
    System.out.printf(
        "%s: %.2f s (median of %d; %.2f to %.2f), x %.1f of java -version (%.2f s)%n",
        what,
        seconds[RUNS / 2],
        RUNS,
        seconds[0],
        seconds[RUNS - 1],
        seconds[RUNS / 2] / bare[RUNS / 2],
        bare[RUNS / 2]);
  }

  private static double secondsToWatch(Supplier<OperatorProcess> starts) {
    long start = System.nanoTime();
    try (var process = starts.get()) {
      double seconds = (System.nanoTime() - start) / 1e9;
      if (!process.output().contains("Watching")) {
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
