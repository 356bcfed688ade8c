package com.wandb.iam.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.GoTool;
import com.wandb.iam.cluster.NotAvailableException;
import com.wandb.iam.cluster.ProjectFiles;
import com.wandb.iam.cluster.ToolCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Program {@code helm} of the pinned module src/dev/helm. It uses its own settings and cluster,
 * never those of the user.
 *
 * @param program built earlier, or on first use on a machine
 * @param home for its settings and caches
 * @param kubeconfig of the target cluster; absent if it only renders
 */
public record Helm(Path program, Path home, Path kubeconfig) {
  /** The operator's chart in the checkout. */
  public static final Path CHART = ProjectFiles.root().resolve("helm/wandb-iam-operator");

  private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^---$");
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  /**
   * Result of a run.
   *
   * @param output standard output
   * @param words standard error
   */
  public record Run(int exit, String output, String words) {
    /** Returns the output of a successful run. */
    public String succeeded() {
      if (exit != 0) {
        throw new AssertionError("helm ended with " + exit + ":\n" + words + output);
      }
      return output;
    }
  }

  /** Returns Helm without a cluster. */
  public static Helm offline(Path home) {
    return new Helm(provide(), home, home.resolve("no-cluster"));
  }

  /** Returns Helm for a cluster. */
  public Helm at(Path kubeconfig) {
    return new Helm(program, home, kubeconfig);
  }

  /** Returns whether this machine has Go to build Helm, or an earlier build. */
  public static boolean available() {
    return GoTool.go().isPresent() || Files.isExecutable(target(ToolCache.ofUser()));
  }

  private static Path provide() {
    var cache = ToolCache.ofUser();
    try {
      return new GoTool("helm", module(), "helm.sh/helm/v4/cmd/helm", "-s -w")
          .buildInto(cache, target(cache));
    } catch (NotAvailableException e) {
      throw new IllegalStateException("no helm: " + e.getMessage(), e);
    }
  }

  private static Path module() {
    return ProjectFiles.root().resolve("src/dev/helm");
  }

  private static Path target(ToolCache cache) {
    return cache.builtFrom(module(), "go.mod", "go.sum").resolve("helm");
  }

  /** Renders a chart for the release and the namespace that tests use. */
  public Run template(Path chart, String values, String... more) {
    return run(
        values,
        Stream.concat(
                Stream.of(
                    "template",
                    ChartCluster.RELEASE,
                    chart.toString(),
                    "--namespace=" + ChartCluster.NAMESPACE,
                    "--values=-"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /** Returns the documents of the operator's chart with these values. */
  List<HasMetadata> rendered(String values, String... more) {
    return documents(template(CHART, values, more).succeeded());
  }

  /** Returns the only document of a kind. */
  static <R extends HasMetadata> R only(Class<R> kind, List<HasMetadata> documents) {
    assertThat(documents).filteredOn(kind::isInstance).hasSize(1);
    return documents.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  /**
   * Runs Helm.
   *
   * @param input for its standard input: YAML if an argument is {@code --values=-}
   */
  public Run run(String input, String... arguments) {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      var words = Files.createTempFile(home, "words-", ".txt");
      var builder = new ProcessBuilder(command).redirectError(words.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("HELM_"));
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
      builder.environment().put("KUBECACHEDIR", home.resolve("discovery").toString());
      for (var folder : List.of("CACHE", "CONFIG", "DATA")) {
        builder.environment().put("HELM_" + folder + "_HOME", home.resolve(folder).toString());
      }
      var process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException unread) {
        // Helm ended without reading; its error output has the reason.
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), output, Files.readString(words));
    } catch (IOException e) {
      throw new UncheckedIOException("helm", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Returns the documents of a rendering, in order. */
  public static List<HasMetadata> documents(String rendered) {
    return BETWEEN_DOCUMENTS
        .splitAsStream(rendered)
        .filter(document -> document.contains("\nkind:"))
        .map(document -> SERIALIZATION.<HasMetadata>unmarshal(document))
        .toList();
  }
}
