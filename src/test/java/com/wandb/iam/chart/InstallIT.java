package com.wandb.iam.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.cluster.LeftOvers;
import com.wandb.iam.cluster.Machine;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The chart on a real API server: objects that are created, changed and kept. */
@ResourceLock(ChartCluster.LOCK)
class InstallIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String API = "iam.wandb.com/v1alpha1";
  private static final List<String> KINDS =
      List.of(
          "customroles",
          "serviceaccounts",
          "storageconnectors",
          "teammemberships",
          "teams",
          "wandbservers");

  private static ChartCluster cluster;
  private static KubernetesTestServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(Helm.available(), "Go to build helm");
    cluster = ChartCluster.shared();
    server = cluster.server();
    client = server.client();
  }

  @BeforeEach
  void begin_with_nothing() {
    cluster.uninstall();
    LeftOvers.remove(client);
    KINDS.forEach(kind -> definitions().withName(kind + ".iam.wandb.com").delete());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                KINDS.stream()
                    .allMatch(
                        kind -> definitions().withName(kind + ".iam.wandb.com").get() == null));
  }

  @AfterAll
  static void leave_nothing() {
    cluster.cleanUp();
  }

  private static NonNamespaceOperation<
          CustomResourceDefinition,
          CustomResourceDefinitionList,
          Resource<CustomResourceDefinition>>
      definitions() {
    return client.apiextensions().v1().customResourceDefinitions();
  }

  private static void awaitKinds() {
    for (var kind : KINDS) {
      await(kind)
          .atMost(PATIENCE)
          .until(() -> client.raw("/apis/" + API + "/" + kind + "?limit=1") != null);
    }
  }

  private static Deployment deployment() {
    return client
        .apps()
        .deployments()
        .inNamespace(ChartCluster.NAMESPACE)
        .withName(ChartCluster.RELEASE)
        .get();
  }

  private static Optional<GenericKubernetesResource> find(
      String kind, String namespace, String name) {
    return Optional.ofNullable(
        client.genericKubernetesResources(API, kind).inNamespace(namespace).withName(name).get());
  }

  private static Optional<GenericKubernetesResource> wandbServer() {
    return Optional.ofNullable(
        client.genericKubernetesResources(API, "WandbServer").withName("default").get());
  }

  /**
   * Installs everything except the kinds of the Prometheus operator, which this cluster does not
   * have.
   */
  private static Helm.Run installEverything() {
    return cluster.install(
        Helm.CHART,
        ChartValues.EVERYTHING,
        "--set=metrics.serviceMonitor.enabled=false",
        "--set=metrics.prometheusRule.enabled=false");
  }

  @Test
  void install_applies_the_crds_and_prints_next_steps() {
    var notes = cluster.install(Helm.CHART, "{}").succeeded();
    assertThat(notes)
        .contains("kubectl -n " + ChartCluster.NAMESPACE + " create secret generic wandb-admin");
    awaitKinds();
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void pods_are_admitted_under_the_restricted_policy() {
    installEverything().succeeded();
    var template = deployment().getSpec().getTemplate();
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(ChartCluster.NAMESPACE)
            .withName("trial")
            .withLabels(template.getMetadata().getLabels())
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    assertThat(client.resource(pod).dryRun().create().getMetadata().getName()).isEqualTo("trial");
    assertThatThrownBy(() -> client.resource(asRoot(pod)).dryRun().create())
        .as("the namespace admits less restricted pods")
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("violates PodSecurity");
    var container = template.getSpec().getContainers().getFirst();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getVolumeMounts()).extracting("mountPath").containsExactly("/tmp");
    assertThat(template.getSpec().getAutomountServiceAccountToken()).isTrue();
    assertThat(
            client
                .serviceAccounts()
                .inNamespace(ChartCluster.NAMESPACE)
                .withName("wandb-iam")
                .get()
                .getAutomountServiceAccountToken())
        .isFalse();
  }

  private static Pod asRoot(Pod pod) {
    return new PodBuilder(pod)
        .editSpec()
        .editSecurityContext()
        .withRunAsNonRoot(false)
        .endSecurityContext()
        .endSpec()
        .build();
  }

  @Test
  void server_from_values_is_created_by_upgrade_and_kept() {
    var notes = installEverything().succeeded();
    assertThat(notes).contains("The WandbServer default IS NOT MADE YET");
    awaitKinds();
    assertThat(wandbServer()).isEmpty();

    notes = cluster.upgrade(Helm.CHART, "{}", "--reuse-values").succeeded();
    assertThat(notes).contains("kubectl get wandbserver default").doesNotContain("NOT MADE YET");
    var made = wandbServer().orElseThrow();
    var team = team(server.newNamespace("stays"));

    cluster.uninstall();
    assertThat(deployment()).isNull();
    assertThat(client.rbac().clusterRoles().withName(ChartCluster.RELEASE).get()).isNull();
    assertThat(wandbServer().orElseThrow().getMetadata().getDeletionTimestamp()).isNull();
    assertThat(find("Team", team.getMetadata().getNamespace(), "vision")).isPresent();

    installEverything().succeeded();
    assertThat(wandbServer().orElseThrow().getMetadata().getUid())
        .isEqualTo(made.getMetadata().getUid());
    assertThat(deployment()).isNotNull();
  }

  private static GenericKubernetesResource team(String namespace) {
    return client
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion(API)
                .withKind("Team")
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("vision")
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of())
                .build())
        .create();
  }

  @Test
  void upgrade_updates_the_crds(@TempDir Path folder) throws IOException {
    cluster.install(older(folder), "{}").succeeded();
    assertThat(teamSpec()).doesNotContainKey("suspend");
    assertThat(arguments()).contains("--workers=32");
    awaitKinds();
    var team = team(server.newNamespace("upgrade"));

    cluster.upgrade(Helm.CHART, "{}").succeeded();
    assertThat(teamSpec()).containsKey("suspend");
    assertThat(arguments()).contains("--workers=64");
    assertThat(
            find("Team", team.getMetadata().getNamespace(), "vision").orElseThrow().getMetadata())
        .satisfies(
            metadata -> {
              assertThat(metadata.getUid()).isEqualTo(team.getMetadata().getUid());
              assertThat(metadata.getDeletionTimestamp()).isNull();
            });
  }

  private static List<String> arguments() {
    return deployment().getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
  }

  private static Map<String, JSONSchemaProps> teamSpec() {
    return specOf(definitions().withName("teams.iam.wandb.com").require()).getProperties();
  }

  private static JSONSchemaProps specOf(CustomResourceDefinition definition) {
    return definition
        .getSpec()
        .getVersions()
        .getFirst()
        .getSchema()
        .getOpenAPIV3Schema()
        .getProperties()
        .get("spec");
  }

  /** Writes a variant of the chart with one field less and another default. */
  private static Path older(Path folder) throws IOException {
    var copy = folder.resolve("older");
    try (var files = Files.walk(Helm.CHART, FileVisitOption.FOLLOW_LINKS)) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(Helm.CHART.relativize(file).toString()));
      }
    }
    var values = copy.resolve("values.yaml");
    Files.writeString(values, Files.readString(values).replace("workers: 64", "workers: 32"));
    var file = copy.resolve("files/crds/teams.iam.wandb.com-v1.yml");
    var serialization = new KubernetesSerialization();
    var teams = serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
    specOf(teams).getProperties().remove("suspend");
    Files.writeString(file, serialization.asYaml(teams));
    return copy;
  }

  @Test
  void manually_applied_crds_are_adopted_on_request() {
    server.applyCrds();
    assertThat(cluster.install(Helm.CHART, "{}").words()).contains("invalid ownership metadata");
    cluster.install(Helm.CHART, "{}", "--take-ownership", "--force-conflicts").succeeded();
    assertThat(definitions().withName("teams.iam.wandb.com").require().getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/managed-by", "Helm");
  }

  @Test
  void namespace_roles_include_the_operators_kinds() {
    cluster.install(Helm.CHART, "{}").succeeded();
    var namespace = server.newNamespace("people");
    for (var role : List.of("view", "edit", "admin")) {
      client.resource(binding(namespace, role)).create();
    }
    var inNamespaces = List.of("teams", "teammemberships", "serviceaccounts", "storageconnectors");
    for (var kind : inNamespaces) {
      await(kind).atMost(PATIENCE).until(() -> may("view", "list", kind, namespace));
      await(kind).atMost(PATIENCE).until(() -> may("edit", "patch", kind, namespace));
      await(kind).atMost(PATIENCE).until(() -> may("admin", "delete", kind, namespace));
      assertThat(may("view", "create", kind, namespace)).as("view creates " + kind).isFalse();
      assertThat(may("view", "get", kind, "default")).as("view elsewhere").isFalse();
      assertThat(may("edit", "patch", kind + "/status", namespace)).as("edit status").isFalse();
    }
    for (var verb : List.of("create", "update", "patch", "delete", "deletecollection")) {
      assertThat(may("admin", verb, "wandbservers", "")).as(verb).isFalse();
      assertThat(mayEverywhere("edit", verb, "customroles")).as(verb).isFalse();
      assertThat(mayEverywhere("edit", verb, "wandbservers")).as(verb).isFalse();
      assertThat(mayEverywhere("admin", verb, "wandbservers")).as(verb).isFalse();
      assertThat(mayEverywhere("admin", verb, "customroles")).as(verb).isTrue();
    }
    assertThat(mayEverywhere("view", "list", "wandbservers")).isTrue();
    assertThat(mayEverywhere("view", "list", "customroles")).isTrue();
  }

  private static boolean may(String user, String verb, String resource, String namespace) {
    var parts = resource.split("/", 2);
    return client
        .resource(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user)
                .withNewResourceAttributes()
                .withGroup("iam.wandb.com")
                .withResource(parts[0])
                .withSubresource(parts.length > 1 ? parts[1] : null)
                .withVerb(verb)
                .withNamespace(namespace)
                .endResourceAttributes()
                .endSpec()
                .build())
        .create()
        .getStatus()
        .getAllowed();
  }

  /** Returns whether a user with the role in the whole cluster may do this. */
  private static boolean mayEverywhere(String role, String verb, String resource) {
    return client.rbac().clusterRoles().withName(role).require().getRules().stream()
        .filter(rule -> rule.getApiGroups().contains("iam.wandb.com"))
        .anyMatch(rule -> rule.getResources().contains(resource) && rule.getVerbs().contains(verb));
  }

  private static RoleBinding binding(String namespace, String role) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(role)
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
        .addNewSubject("rbac.authorization.k8s.io", "User", role, null)
        .build();
  }
}
