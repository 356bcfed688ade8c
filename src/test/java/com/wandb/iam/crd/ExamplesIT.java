package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests of the README and of examples/, sent unchanged to a real API server. */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class ExamplesIT {
  private static final KubernetesClient CLIENT = KubernetesTestServer.quiet().client();
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^---$");

  /** Manifests for Argo CD and Flux; no cluster here has these kinds. */
  private static final Pattern OF_OTHERS =
      Pattern.compile("(?m)^apiVersion: \\S*(argoproj|fluxcd)\\.io/");

  private static ScratchNamespace namespace;

  @BeforeAll
  static void install() {
    namespace = ScratchNamespace.withCrds(CLIENT);
  }

  @AfterAll
  static void clean() {
    namespace.close();
  }

  static List<String> documents() throws IOException {
    try (var files = Files.walk(Path.of("examples"))) {
      return Stream.concat(
              files.filter(ExamplesIT::isManifest).sorted().map(ExamplesIT::text), snippets())
          .flatMap(BETWEEN_DOCUMENTS::splitAsStream)
          .filter(document -> !document.isBlank())
          .filter(document -> !OF_OTHERS.matcher(document).find())
          .toList();
    }
  }

  private static boolean isManifest(Path file) {
    return file.toString().endsWith(".yaml");
  }

  private static Stream<String> snippets() {
    return YAML.matcher(text(Path.of("README.md"))).results().map(match -> match.group(1));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void example_is_accepted_without_unknown_fields(String document) {
    namespace.delete(namespace.create(document));
  }

  @Test
  void examples_include_every_kind() throws IOException {
    assertThat(documents())
        .extracting(
            document ->
                CLIENT.getKubernetesSerialization().<HasMetadata>unmarshal(document).getKind())
        .contains(
            "WandbServer", "Team", "TeamMembership", "ServiceAccount", "StorageConnector", "Job");
  }
}
