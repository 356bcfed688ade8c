package com.wandb.iam.chart;

import com.wandb.iam.cluster.GoTool;
import com.wandb.iam.cluster.NotAvailableException;
import com.wandb.iam.cluster.ProjectFiles;
import com.wandb.iam.cluster.ToolCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checker of Prometheus for rules and metrics, from the pinned module src/dev/promtool. */
public final class Promtool {
  /** Alert rules of the chart. */
  public static final Path ALERTS = Helm.CHART.resolve("files/alerts.yaml");

  /** Dashboard of the chart. */
  public static final Path DASHBOARD = Helm.CHART.resolve("files/dashboard.json");

  private Promtool() {}

  /** Returns whether this machine has Go to build it, or an earlier build. */
  public static boolean available() {
    return GoTool.go().isPresent() || Files.isExecutable(target(ToolCache.ofUser()));
  }

  /**
   * Runs promtool.
   *
   * @param input for its standard input
   */
  public static Helm.Run run(String input, String... arguments) {
    var command = new ArrayList<>(List.of(program().toString()));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Helm.Run(process.waitFor(), output, "");
    } catch (IOException e) {
      throw new UncheckedIOException("promtool", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Builds without service discovery, which is most of Prometheus. */
  private static Path program() {
    var cache = ToolCache.ofUser();
    try {
      return new GoTool(
              "promtool",
              module(),
              "github.com/prometheus/prometheus/cmd/promtool",
              "-s -w",
              "remove_all_sd")
          .buildInto(cache, target(cache));
    } catch (NotAvailableException e) {
      throw new IllegalStateException("no promtool: " + e.getMessage(), e);
    }
  }

  private static Path module() {
    return ProjectFiles.root().resolve("src/dev/promtool");
  }

  private static Path target(ToolCache cache) {
    return cache.builtFrom(module(), "go.mod", "go.sum").resolve("promtool");
  }
}
