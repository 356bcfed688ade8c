package com.wandb.iam.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.cluster.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements about this project in the examples for Argo CD and Flux. */
class GitOpsExamplesIT {
  private static final Path GITOPS = ProjectFiles.root().resolve("examples/gitops");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^---$");

  @TempDir private Path folder;

  private static Stream<JsonNode> documents(String file) throws IOException {
    return BETWEEN_DOCUMENTS
        .splitAsStream(Files.readString(GITOPS.resolve(file)))
        .map(GitOpsExamplesIT::read);
  }

  private static JsonNode read(String document) {
    try {
      return YAML.readTree(document);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(document, broken);
    }
  }

  private static JsonNode only(String file) throws IOException {
    return documents(file).reduce((one, other) -> other).orElseThrow();
  }

  @Test
  void gitops_examples_install_the_chart_with_valid_values() throws IOException {
    Machine.needs(Helm.available(), "Go to build helm");
    var argo = only("argocd/operator.yaml").path("spec").path("source");
    var flux = only("flux/operator.yaml").path("spec");
    for (var path :
        List.of(
            argo.path("path").asText(), flux.path("chart").path("spec").path("chart").asText())) {
      assertThat(ProjectFiles.root().resolve(path)).isEqualTo(Helm.CHART);
    }
    for (var values : List.of(argo.path("helm").path("valuesObject"), flux.path("values"))) {
      assertThat(values.isObject()).isTrue();
      Helm.offline(folder).template(Helm.CHART, JSON.writeValueAsString(values)).succeeded();
    }
  }

  @Test
  void sync_waves_follow_dependencies() throws IOException {
    Map<String, Integer> waves = new TreeMap<>();
    documents("argocd/iam.yaml")
        .forEach(
            one ->
                waves.put(
                    one.path("kind").asText(),
                    one.path("metadata")
                        .path("annotations")
                        .path("argocd.argoproj.io/sync-wave")
                        .asInt()));
    assertThat(waves.get("WandbServer")).isLessThan(waves.get("Team"));
    assertThat(waves.get("Team"))
        .isLessThan(waves.get("TeamMembership"))
        .isLessThan(waves.get("ServiceAccount"));
  }

  @Test
  void flux_references_exist() throws IOException {
    var sources =
        documents("flux/source.yaml").map(one -> one.path("metadata").path("name").asText());
    assertThat(sources)
        .contains(
            only("flux/operator.yaml").at("/spec/chart/spec/sourceRef/name").asText(),
            only("flux/teams.yaml").at("/spec/sourceRef/name").asText());
    assertThat(only("flux/teams.yaml").at("/spec/wait").asBoolean()).isTrue();
  }
}
