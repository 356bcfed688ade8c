package com.wandb.iam.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.Machine;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart for some namespaces: objects that it renders, refuses and keeps. */
@ResourceLock(ChartCluster.LOCK)
class NamespacedChartIT {
  private static final String SOME = "watchNamespaces: [ml-vision, ml-eval]";
  private static final String SERVER_KNOWN = "--api-versions=iam.wandb.com/v1alpha1/WandbServer";

  @TempDir private static Path folder;
  private static Helm helm;

  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(Helm.available(), "Go to build helm");
    helm = Helm.offline(folder);
  }

  private static List<Right> rights(String values) {
    return Right.of(helm.rendered(values), ChartCluster.NAMESPACE, ChartCluster.RELEASE);
  }

  private static List<String> arguments(String values) {
    return helm.rendered(values).stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .flatMap(
            one ->
                one.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs().stream())
        .toList();
  }

  @Test
  void all_namespaces_are_watched_by_default() {
    assertThat(arguments("{}")).noneMatch(one -> one.startsWith("--watch-namespaces"));
    assertThat(rights("watchNamespaces: []")).isEqualTo(rights("{}"));
  }

  @Test
  void operator_receives_the_namespace_list() {
    assertThat(arguments(SOME)).contains("--watch-namespaces=ml-vision,ml-eval");
  }

  @Test
  void cluster_rights_are_own_kinds_and_reading_namespaces() {
    assertThat(rights(SOME))
        .filteredOn(right -> right.namespace().equals(Right.ANY))
        .filteredOn(right -> !right.group().equals("iam.wandb.com"))
        .extracting(Right::toString)
        .containsExactlyInAnyOrder(
            "get namespaces ml-vision anywhere",
            "list namespaces ml-vision anywhere",
            "watch namespaces ml-vision anywhere",
            "get namespaces ml-eval anywhere",
            "list namespaces ml-eval anywhere",
            "watch namespaces ml-eval anywhere",
            "get namespaces kube-system anywhere");
  }

  @Test
  void other_rights_are_granted_per_watched_namespace() {
    var everywhere =
        rights("{}").stream()
            .filter(right -> right.namespace().equals(Right.ANY))
            .filter(right -> !right.group().equals("iam.wandb.com"))
            .filter(right -> !right.resource().equals("namespaces"))
            .toList();
    var some = rights(SOME);
    assertThat(everywhere).isNotEmpty();
    assertThat(some)
        .filteredOn(right -> right.namespace().startsWith("ml-"))
        .containsExactlyInAnyOrderElementsOf(
            everywhere.stream()
                .flatMap(right -> Stream.of("ml-vision", "ml-eval").map(right::in))
                .toList());
    assertThat(some).doesNotHaveDuplicates();
  }

  @Test
  void own_secrets_and_cluster_events_have_a_separate_role() {
    assertThat(rights(SOME))
        .extracting(Right::toString)
        .contains("update secrets in wandb-iam-system", "create events.k8s.io/events in default")
        .doesNotContain("list pods in wandb-iam-system");
  }

  @Test
  void watched_namespace_may_be_own_default_or_kube_system() {
    var rights = rights("watchNamespaces: [wandb-iam-system, default, kube-system]");
    assertThat(rights).doesNotHaveDuplicates();
    assertThat(rights)
        .extracting(Right::toString)
        .contains(
            "list pods in wandb-iam-system", "list pods in default", "list pods in kube-system");
  }

  @Test
  void rollouts_are_narrowed_further() {
    assertThat(rights(SOME + "\nrollouts: {namespaces: [ml-eval]}"))
        .filteredOn(right -> right.group().equals("apps"))
        .extracting(Right::namespace)
        .containsOnly("ml-eval");
    assertThat(rights(SOME + "\nrollouts: {enabled: false}"))
        .noneMatch(right -> right.group().equals("apps"));
  }

  @Test
  void admin_secret_is_readable_outside_watched_namespaces() {
    var binding = "\nbucketBindings: [{namespace: wandb, secret: stores}]";
    assertThat(rights(SOME + binding))
        .filteredOn(right -> right.namespace().equals("wandb"))
        .extracting(Right::toString)
        .containsExactlyInAnyOrder(
            "get secrets stores in wandb",
            "create secrets stores in wandb",
            "patch secrets stores in wandb");
    assertThat(rights("watchNamespaces: [wandb]" + binding))
        .filteredOn(right -> right.name().equals("stores"))
        .extracting(Right::verb)
        .containsExactly("patch");
  }

  @Test
  void server_from_values_belongs_to_this_operator() {
    var values =
        "\nserver: {create: true, url: 'https://wandb.example.com', existingSecret: {name: a},"
            + " spec: {operatorNamespace: other}}";
    assertThat(serverSpec(SOME + values)).contains("operatorNamespace=wandb-iam-system");
    assertThat(serverSpec(values)).contains("operatorNamespace=other");
  }

  private static String serverSpec(String values) {
    return helm.rendered(values, SERVER_KNOWN).stream()
        .filter(GenericKubernetesResource.class::isInstance)
        .map(GenericKubernetesResource.class::cast)
        .filter(document -> document.getKind().equals("WandbServer"))
        .map(document -> String.valueOf(document.getAdditionalProperties().get("spec")))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "watchNamespaces: all                          | '/watchNamespaces'",
        "watchNamespaces: ['*']                        | '/watchNamespaces/0'",
        "watchNamespaces: [ML]                         | '/watchNamespaces/0'",
        "watchNamespaces: ['']                         | '/watchNamespaces/0'",
        "watchNamespaces: [a, a]                       | '/watchNamespaces': items at 0 and 1 are"
            + " equal",
        "{watchNamespaces: [a], rollouts: {namespaces: [a, b]}} | rollouts.namespaces: b is none of"
            + " watchNamespaces",
        "extraEnv: [{name: OPERATOR_WATCH_NAMESPACES}] | '/extraEnv/0/name'",
      })
  void invalid_values_are_refused_with_their_path(String values, String words) {
    var run = helm.template(Helm.CHART, values);
    assertThat(run.exit()).isNotZero();
    assertThat(run.words()).contains(words);
  }

  @Test
  void upgrade_between_modes_leaves_no_permission() {
    var cluster = ChartCluster.shared();
    var namespace = cluster.server().newNamespace("narrow");
    var name = cluster.server().newNamespace("narrower");
    try {
      var notes =
          cluster.install(Helm.CHART, "{}", "--take-ownership", "--force-conflicts").succeeded();
      assertThat(notes).contains("works in all namespaces");
      assertThat(canReadAllSecrets()).isTrue();

      notes =
          cluster
              .upgrade(Helm.CHART, "watchNamespaces: [%s, %s]".formatted(namespace, name))
              .succeeded();
      assertThat(notes)
          .contains("works in " + namespace + ", " + name)
          .contains("spec.operatorNamespace: " + ChartCluster.NAMESPACE);
      assertThat(canReadAllSecrets()).isFalse();
      assertThat(roles()).containsAll(Set.of(namespace, name, "default", ChartCluster.NAMESPACE));

      cluster.upgrade(Helm.CHART, "watchNamespaces: [%s]".formatted(namespace)).succeeded();
      assertThat(roles()).contains(namespace).doesNotContain(name);

      cluster.upgrade(Helm.CHART, "watchNamespaces: []").succeeded();
      assertThat(canReadAllSecrets()).isTrue();
      assertThat(roles()).containsExactly(ChartCluster.NAMESPACE);
    } finally {
      cluster.uninstall();
    }
    assertThat(roles()).isEmpty();
    assertThat(clusterRoles()).isEmpty();
  }

  private static boolean canReadAllSecrets() {
    return clusterRoles().stream()
        .filter(role -> role.getMetadata().getName().equals(ChartCluster.RELEASE))
        .flatMap(role -> role.getRules().stream())
        .anyMatch(rule -> rule.getResources().contains("secrets"));
  }

  private static List<ClusterRole> clusterRoles() {
    return ChartCluster.shared()
        .server()
        .client()
        .rbac()
        .clusterRoles()
        .withLabel("app.kubernetes.io/instance", ChartCluster.RELEASE)
        .list()
        .getItems();
  }

  /** Returns the namespaces in which the release has Roles, each with its binding. */
  private static Set<String> roles() {
    var rbac = ChartCluster.shared().server().client().rbac();
    var label = "app.kubernetes.io/instance";
    var bound =
        rbac
            .roleBindings()
            .inAnyNamespace()
            .withLabel(label, ChartCluster.RELEASE)
            .list()
            .getItems()
            .stream()
            .map(RoleBinding::getMetadata)
            .map(metadata -> metadata.getNamespace() + "/" + metadata.getName())
            .collect(Collectors.toSet());
    var roles =
        rbac
            .roles()
            .inAnyNamespace()
            .withLabel(label, ChartCluster.RELEASE)
            .list()
            .getItems()
            .stream()
            .map(Role::getMetadata)
            .toList();
    assertThat(roles)
        .extracting(metadata -> metadata.getNamespace() + "/" + metadata.getName())
        .containsExactlyInAnyOrderElementsOf(bound);
    return roles.stream()
        .map(metadata -> metadata.getNamespace())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
