package com.wandb.iam.chart;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Renderings of the chart, and values that it refuses, without a cluster. */
class ChartIT {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final String SERVER_KNOWN = "--api-versions=iam.wandb.com/v1alpha1/WandbServer";

  /** Sets every value that is disabled or empty by default. */
  static final String EVERYTHING =
      """
      image: {tag: 0.1.0-rc1, pullPolicy: Always}
      imagePullSecrets: [{name: pull}]
      replicas: 2
      escrow: {enabled: false}
      workers: 16
      server:
        create: true
        url: https://wandb.example.com
        existingSecret: {name: wandb-admin, key: key}
        spec:
          credentials: {username: admin}
          tenants: [{name: all, namespaces: [ml-vision], teams: ["*"]}]
          bucketBindings:
            secretRef: {namespace: default, name: wandb-file-stores}
      rollouts: {namespaces: [default]}
      bucketBindings:
        - namespace: default
          secret: wandb-file-stores
          workloads: [{kind: Deployment, name: wandb-app}, {kind: StatefulSet, name: wandb}]
      serviceAccount: {name: wandb-iam, annotations: {example.com/role: operator}}
      podAnnotations: {example.com/scrape: "false"}
      podLabels: {team: platform, app.kubernetes.io/name: stolen}
      extraEnv: [{name: HTTPS_PROXY, value: "http://proxy.example.com:3128"}]
      priorityClassName: system-cluster-critical
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{key: dedicated, operator: Exists}]
      affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway}
      podDisruptionBudget: {enabled: true, maxUnavailable: "50%"}
      log: {format: ecs, level: DEBUG}
      metrics:
        port: 9100
        serviceMonitor: {enabled: true, interval: 1m, labels: {release: prometheus}}
        prometheusRule: {enabled: true, labels: {release: prometheus}}
        dashboard: {enabled: true, labels: {grafana_dashboard: "yes"}}
      networkPolicy:
        enabled: true
        metricsFrom: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
        egress: [{ports: [{port: 53, protocol: UDP}, {port: 443}]}]
      """;

  @TempDir private static Path folder;
  private static Helm helm;

  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(Helm.available(), "Go to build helm");
    helm = Helm.offline(folder);
  }

  private static List<HasMetadata> rendered(String values, String... more) {
    return Helm.documents(helm.template(Helm.CHART, values, more).succeeded());
  }

  private static <R extends HasMetadata> R only(Class<R> kind, List<HasMetadata> documents) {
    assertThat(documents).filteredOn(kind::isInstance).hasSize(1);
    return documents.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
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
    assertThat(kinds(rendered("{}", SERVER_KNOWN)))
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
                rendered(
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
    var documents = rendered(EVERYTHING, SERVER_KNOWN);
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
    var rendered = definitions(rendered("{}").stream());
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
    return only(Deployment.class, rendered(values))
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getImage();
  }

  @Test
  void no_leader_election_recreates_the_pod() {
    var deployment = only(Deployment.class, rendered("leaderElection: {enabled: false}"));
    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
    assertThat(deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .contains("--no-leader-election");
  }

  @Test
  void rollout_rights_are_cluster_wide_or_named_or_none() {
    var without = rights("rollouts: {enabled: false}");
    var everywhere = rights("{}");
    var named = rights("rollouts: {namespaces: [ml-vision, ml-eval]}");
    assertThat(without).doesNotHaveDuplicates().isNotEmpty();
    assertThat(everywhere).containsAll(without);
    assertThat(named).containsAll(without);
    var rollouts = everywhere.stream().filter(right -> !without.contains(right)).toList();
    assertThat(rollouts)
        .extracting(Right::toString)
        .contains("patch apps/deployments anywhere", "patch batch/cronjobs anywhere")
        .hasSize(8);
    assertThat(named.stream().filter(right -> !without.contains(right)))
        .containsExactlyInAnyOrderElementsOf(
            rollouts.stream()
                .flatMap(right -> Stream.of("ml-vision", "ml-eval").map(right::in))
                .toList());
  }

  @Test
  void no_right_holds_for_all_groups_resources_or_verbs() {
    assertThat(rights("{}"))
        .allSatisfy(
            right ->
                assertThat(List.of(right.group(), right.resource(), right.verb()))
                    .doesNotContain(Right.ANY));
  }

  @Test
  void existing_account_gets_the_rights() {
    var documents = rendered("serviceAccount: {create: false, name: robot}");
    assertThat(Right.of(documents, ChartCluster.NAMESPACE, "robot")).isEqualTo(rights("{}"));
    assertThat(
            only(Deployment.class, documents)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getServiceAccountName())
        .isEqualTo("robot");
  }

  private static List<Right> rights(String values) {
    return Right.of(rendered(values), ChartCluster.NAMESPACE, ChartCluster.RELEASE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "unknown: 1                                     | additional properties 'unknown' not"
            + " allowed",
        "image: {repo: x}                               | additional properties 'repo' not allowed",
        "image: {repository: ''}                        | '/image/repository'",
        "image: {tag: latest}                           | '/image/tag'",
        "image: {tag: 'a b'}                            | '/image/tag'",
        "image: {digest: 'sha256:12'}                   | '/image/digest'",
        "image: {pullPolicy: Sometimes}                 | '/image/pullPolicy'",
        "replicas: many                                 | '/replicas'",
        "replicas: -1                                   | '/replicas'",
        "{replicas: 2, leaderElection: {enabled: false}}| replicas: 2 needs"
            + " leaderElection.enabled=true",
        "leaderElection: true                           | '/leaderElection'",
        "escrow: {enabled: 'no'}                        | '/escrow/enabled'",
        "workers: 0                                     | '/workers'",
        "crds: {install: maybe}                         | '/crds/install'",
        "server: {create: true}                         | '/server/url'",
        "server: {create: true, url: 'https://x'}       | '/server/existingSecret/name'",
        "server: {url: 'https://key@x'}                 | '/server/url'",
        "server: {apiKey: local-0123}                   | additional properties 'apiKey' not"
            + " allowed",
        "server: {spec: {url: 'https://x'}}             | '/server/spec/url'",
        "server: {spec: {credentials: {secretRef: {}}}} | '/server/spec/credentials/secretRef'",
        "rollouts: {namespaces: ['*']}                  | '/rollouts/namespaces/0'",
        "bucketBindings: [{namespace: wandb}]           | missing property 'secret'",
        "weightsAndBiases: [{namespace: wandb}]         | missing property 'name'",
        "bucketBindings: [{namespace: wandb, secret: a, workloads: [{kind: CronJob, name: b}]}] |"
            + " '/bucketBindings/0/workloads/0/kind'",
        "bucketBindings: [{namespace: wandb, secret: a}, {namespace: wandb, secret: a}] | the"
            + " Secret wandb/a is there twice",
        "serviceAccount: {name: 'A B'}                  | '/serviceAccount/name'",
        "serviceAccount: {annotations: {a: 1}}          | '/serviceAccount/annotations/a'",
        "podLabels: {a: true}                           | '/podLabels/a'",
        "extraEnv: [{name: HOSTNAME, value: x}]         | '/extraEnv/0/name'",
        "tolerations: {key: x}                          | '/tolerations'",
        "podDisruptionBudget: {maxUnavailable: 0}       | '/podDisruptionBudget/maxUnavailable'",
        "log: {format: json}                            | '/log/format'",
        "log: {level: LOUD}                             | '/log/level'",
        "metrics: {port: 80}                            | '/metrics/port'",
        "metrics: {port: 8081}                          | '/metrics/port'",
        "metrics: {serviceMonitor: {interval: often}}   | '/metrics/serviceMonitor/interval'",
        "metrics: {dashboard: {labels: {a: 1}}}         | '/metrics/dashboard/labels/a'",
        "networkPolicy: {metricsFrom: all}              | '/networkPolicy/metricsFrom'",
        "networkPolicy: {enabled: true, egress: all}    | '/networkPolicy/egress'",
      })
  void invalid_values_are_refused_with_their_path(String values, String words) {
    var run = helm.template(Helm.CHART, values);
    assertThat(run.exit()).isNotZero();
    assertThat(run.words()).contains(words);
  }
}
