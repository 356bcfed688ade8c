package com.wandb.iam.chart;

import static com.wandb.iam.chart.ChartValues.EVERYTHING;
import static com.wandb.iam.chart.Helm.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.cluster.ProjectFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renderings of the chart, without a cluster. */
class ChartIT {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final String SERVER_KNOWN = "--api-versions=iam.wandb.com/v1alpha1/WandbServer";

  @TempDir private static Path folder;
  private static Helm helm;

  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(Helm.available(), "Go to build helm");
    helm = Helm.offline(folder);
  }

  private static GenericKubernetesResource generic(String kind, List<HasMetadata> documents) {
    return only(
        GenericKubernetesResource.class,
        documents.stream().filter(document -> document.getKind().equals(kind)).toList());
  }

  private static List<String> kinds(List<HasMetadata> documents) {
    return documents.stream().map(HasMetadata::getKind).distinct().sorted().toList();
  }

  @Test
  void helm_lint_accepts_the_chart() {
    for (var values : List.of("{}", EVERYTHING)) {
      assertThat(
              helm.run(values, "lint", "--strict", "--values=-", Helm.CHART.toString()).succeeded())
          .contains("0 chart(s) failed")
          .doesNotContain("[WARNING]", "[ERROR]");
    }
  }

  @Test
  void optional_objects_are_absent_by_default() {
    assertThat(kinds(helm.rendered("{}", SERVER_KNOWN)))
        .containsExactly(
            "ClusterRole",
            "ClusterRoleBinding",
            "CustomResourceDefinition",
            "Deployment",
            "Role",
            "RoleBinding",
            "Service",
            "ServiceAccount");
    assertThat(
            kinds(
                helm.rendered(
                    """
                    crds: {install: false}
                    serviceAccount: {create: false}
                    userRoles: {create: false}
                    metrics: {enabled: false}
                    """)))
        .containsExactly("ClusterRole", "ClusterRoleBinding", "Deployment", "Role", "RoleBinding");
  }

  @Test
  void all_optional_objects_can_be_enabled() {
    var documents = helm.rendered(EVERYTHING, SERVER_KNOWN);
    assertThat(kinds(documents))
        .containsExactly(
            "ClusterRole",
            "ClusterRoleBinding",
            "ConfigMap",
            "CustomResourceDefinition",
            "Deployment",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "PrometheusRule",
            "Role",
            "RoleBinding",
            "Service",
            "ServiceAccount",
            "ServiceMonitor",
            "WandbServer");
    var pod = only(Deployment.class, documents).getSpec().getTemplate();
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("team", "platform")
        .containsEntry("app.kubernetes.io/name", "wandb-iam-operator");
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("example.com/scrape", "false");
    var spec = pod.getSpec();
    assertThat(spec.getServiceAccountName()).isEqualTo("wandb-iam");
    assertThat(spec.getPriorityClassName()).isEqualTo("system-cluster-critical");
    assertThat(spec.getNodeSelector()).containsEntry("kubernetes.io/os", "linux");
    assertThat(spec.getTolerations()).hasSize(1);
    assertThat(spec.getAffinity().getPodAntiAffinity()).isNotNull();
    assertThat(spec.getTopologySpreadConstraints()).hasSize(1);
    assertThat(spec.getImagePullSecrets()).extracting("name").containsExactly("pull");
    var container = spec.getContainers().getFirst();
    assertThat(container.getImage()).isEqualTo("wandb-iam-operator:0.1.0-rc1");
    assertThat(container.getArgs())
        .containsExactly(
            "--leader-election",
            "--no-escrow",
            "--workers=16",
            "--health-port=8081",
            "--metrics-port=9100");
    assertThat(container.getEnv())
        .extracting("name")
        .containsExactly(
            "OPERATOR_NAMESPACE",
            "HOSTNAME",
            "OPERATOR_LOG_FORMAT",
            "OPERATOR_LOG_LEVEL",
            "HTTPS_PROXY");
    assertThat(generic("WandbServer", documents).getAdditionalProperties())
        .extractingByKey("spec")
        .isEqualTo(
            SERIALIZATION.unmarshal(
                """
                url: https://wandb.example.com
                credentials: {secretRef: {name: wandb-admin, key: key}, username: admin}
                tenants: [{name: all, namespaces: [ml-vision], teams: ["*"]}]
                bucketBindings: {secretRef: {namespace: default, name: wandb-file-stores}}
                """,
                Map.class));
  }

  @Test
  void documents_have_the_labels_and_no_latest_tag() {
    for (var values : List.of("{}", EVERYTHING)) {
      var text = helm.template(Helm.CHART, values, SERVER_KNOWN).succeeded();
      assertThat(Helm.documents(text))
          .allSatisfy(
              document ->
                  assertThat(document.getMetadata().getLabels())
                      .as(document.getKind() + " " + document.getMetadata().getName())
                      .containsEntry("app.kubernetes.io/name", "wandb-iam-operator")
                      .containsEntry("app.kubernetes.io/instance", ChartCluster.RELEASE)
                      .containsEntry("app.kubernetes.io/managed-by", "Helm")
                      .containsKeys("app.kubernetes.io/version", "helm.sh/chart"));
      assertThat(text).doesNotContain(":latest");
    }
  }

  @Test
  void chart_contains_and_keeps_the_crds_of_the_checkout() throws IOException {
    var rendered = definitions(helm.rendered("{}").stream());
    try (var files = Files.list(ProjectFiles.root().resolve("crds"))) {
      var ours =
          definitions(
              files
                  .filter(file -> file.toString().endsWith(".yml"))
                  .sorted()
                  .map(file -> SERIALIZATION.<HasMetadata>unmarshal(text(file))));
      assertThat(rendered).hasSize(6);
      specs(ours)
          .forEach((name, spec) -> assertThat(specs(rendered).get(name)).as(name).isEqualTo(spec));
    }
    assertThat(rendered)
        .allSatisfy(
            one ->
                assertThat(one.getMetadata().getAnnotations())
                    .containsEntry("helm.sh/resource-policy", "keep"));
  }

  /** Returns the specs as JSON, because the order of fields does not count. */
  private static Map<String, JsonNode> specs(List<CustomResourceDefinition> definitions) {
    return definitions.stream()
        .collect(
            Collectors.toMap(
                one -> one.getMetadata().getName(),
                one ->
                    SERIALIZATION.unmarshal(SERIALIZATION.asJson(one.getSpec()), JsonNode.class)));
  }

  private static List<CustomResourceDefinition> definitions(Stream<HasMetadata> documents) {
    return documents
        .filter(CustomResourceDefinition.class::isInstance)
        .map(CustomResourceDefinition.class::cast)
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void package_renders_the_same_as_the_checkout() throws IOException {
    helm.run("", "package", Helm.CHART.toString(), "--destination=" + folder).succeeded();
    try (var files = Files.list(folder)) {
      var archive =
          files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
      assertThat(helm.template(archive, EVERYTHING, SERVER_KNOWN).succeeded())
          .isEqualTo(helm.template(Helm.CHART, EVERYTHING, SERVER_KNOWN).succeeded());
      assertThat(helm.run("", "show", "all", archive.toString()).succeeded())
          .contains("appVersion: 0.1.0");
    }
  }

  @Test
  void chart_installs_the_version_of_this_checkout() throws IOException {
    var pom = Files.readString(ProjectFiles.root().resolve("pom.xml"));
    var version = pom.replaceAll("(?s)^.*?<version>([^<]+?)(-SNAPSHOT)?</version>.*$", "$1");
    assertThat(Files.readString(Helm.CHART.resolve("Chart.yaml")))
        .contains("\nappVersion: " + version + "\n");
    assertThat(image("{}")).isEqualTo("wandb-iam-operator:" + version);
  }

  @Test
  void digest_takes_precedence_over_the_tag() {
    var digest = "sha256:" + "0123456789abcdef".repeat(4);
    assertThat(image("image: {repository: images.example.com/iam, digest: '" + digest + "'}"))
        .isEqualTo("images.example.com/iam@" + digest);
  }

  private static String image(String values) {
    return only(Deployment.class, helm.rendered(values))
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getImage();
  }

  @Test
  void no_leader_election_recreates_the_pod() {
    var deployment = only(Deployment.class, helm.rendered("leaderElection: {enabled: false}"));
    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
    assertThat(deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .contains("--no-leader-election");
  }
}
