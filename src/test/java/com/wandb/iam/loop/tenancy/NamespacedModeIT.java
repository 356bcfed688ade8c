package com.wandb.iam.loop.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.chart.AskedRequest;
import com.wandb.iam.chart.ChartCluster;
import com.wandb.iam.chart.Helm;
import com.wandb.iam.chart.Right;
import com.wandb.iam.chart.RightsInUse;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.loop.world.FullLifecycle;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The operator in two namespaces of a cluster, with the settings and permissions of the chart for
 * this mode. Checks its requests in the API server's audit log.
 */
@ResourceLock(ChartCluster.LOCK)
class NamespacedModeIT {
  /** A separate account, so that the log shows the requests of this mode only. */
  private static final String ACCOUNT = "wandb-iam-namespaced";

  private static final String ARGUMENT = "--watch-namespaces=";
  private static final List<Class<? extends IamResource<?, ? extends ResourceStatus>>> KINDS =
      List.of(Team.class, TeamMembership.class, WandbServiceAccount.class, StorageConnector.class);

  /** Requests that Kubernetes allows to all users. */
  private static final Predicate<AskedRequest> EVERYBODY_S =
      one -> one.resource().startsWith("selfsubject") && one.verb().equals("create");

  /** Permissions for rare cases that {@link RightsIT} explains, and those for namespaces. */
  private static final Predicate<Right> RARE =
      right ->
          right.resource().equals("leases")
              || (right.verb().equals("get")
                  && (right.group().equals("iam.wandb.com")
                      || right.resource().equals("namespaces")));

  private static String elsewhere;
  private static String outside;
  private static RightsInUse rights;
  private static List<HasMetadata> leftAlone;
  private static List<String> teamsOfTheServer;

  @BeforeAll
  static void live_through_everything() {
    Machine.needs(Helm.available(), "Go to build helm");
    var cluster = ChartCluster.shared();
    var server = cluster.server();
    var team = server.newNamespace("ml-vision");
    elsewhere = server.newNamespace("ml-eval");
    outside = server.newNamespace("ml-outside");
    var wandb = server.newNamespace("wandb");
    cluster.installToUse(
        """
        serviceAccount: {name: %s}
        watchNamespaces: [%s, %s]
        rollouts: {namespaces: [%2$s]}
        bucketBindings:
          - namespace: %4$s
            secret: wandb-file-stores
            workloads:
              - {kind: Deployment, name: wandb}
              - {kind: StatefulSet, name: wandb}
              - {kind: DaemonSet, name: wandb}
        weightsAndBiases: [{namespace: %4$s, name: wandb}]
        """
            .formatted(ACCOUNT, team, elsewhere, wandb));
    var manifest = cluster.manifest();
    try (var admin = Main.client(server.config());
        var scenario = Scenario.on(admin, team, SandboxOptions.defaults());
        var client = Main.client(cluster.configOf(ACCOUNT));
        var operator =
            OperatorUnderTest.start(client, ChartCluster.NAMESPACE, watchedBy(manifest))) {
      declareOutside(scenario);
      new FullLifecycle(scenario, wandb, elsewhere).pass();
      leftAlone =
          KINDS.stream()
              .<HasMetadata>map(
                  kind -> admin.resources(kind).inNamespace(outside).withName("lost").require())
              .toList();
      teamsOfTheServer = scenario.sandbox().world().teams();
    } catch (RuntimeException | AssertionError stuck) {
      throw new AssertionError("asked without a right to: " + inUse(server).missing(), stuck);
    }
    rights = inUse(server);
  }

  private static WatchedNamespaces watchedBy(List<HasMetadata> manifest) {
    return manifest.stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .flatMap(
            deployment ->
                deployment
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getArgs()
                    .stream())
        .filter(argument -> argument.startsWith(ARGUMENT))
        .map(argument -> WatchedNamespaces.parse(argument.substring(ARGUMENT.length())))
        .findFirst()
        .orElseThrow();
  }

  /** Declares one of every kind outside the watched namespaces. */
  private static void declareOutside(Scenario scenario) {
    scenario.sandbox().world().addUser("carol", "carol@example.com");
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: lost, namespace: %1$s}
        spec: {serverRef: {name: $SERVER}}
        ---
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: lost, namespace: %1$s}
        spec: {teamRef: {name: lost}, user: {username: carol}, role: Member}
        ---
        apiVersion: iam.wandb.com/v1alpha1
        kind: ServiceAccount
        metadata: {name: lost, namespace: %1$s}
        spec: {teamRef: {name: lost}}
        ---
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {name: lost, namespace: %1$s}
        spec: {serverRef: {name: $SERVER}, provider: AWS, bucket: lost, region: eu-central-1, preflight: Disabled}
        """
            .formatted(outside));
  }

  private static RightsInUse inUse(KubernetesTestServer server) {
    var asked = AskedRequest.readFrom(server.auditLog(), ChartCluster.NAMESPACE, ACCOUNT);
    return new RightsInUse(
        Right.of(ChartCluster.shared().manifest(), ChartCluster.NAMESPACE, ACCOUNT),
        asked.stream().filter(EVERYBODY_S.negate()).toList(),
        ChartCluster.NAMESPACE);
  }

  @AfterAll
  static void leave_nothing() {
    ChartCluster.shared().cleanUp();
  }

  @Test
  void operator_requests_only_permitted_actions() {
    assertThat(rights.missing()).as("permissions missing in files/rights.yaml").isEmpty();
    assertThat(rights.asked()).as("refused requests").noneMatch(one -> one.status() == 403);
  }

  @Test
  void operator_uses_every_granted_permission() {
    // The Role is the same in each namespace, but only one of them has resources.
    assertThat(rights.unused())
        .as("unused permissions in files/rights.yaml")
        .filteredOn(right -> !right.namespace().equals(elsewhere))
        .filteredOn(RARE.negate())
        .isEmpty();
  }

  @Test
  void operator_permissions_end_at_the_watched_namespaces() {
    assertThat(rights.granted())
        .filteredOn(right -> right.namespace().equals(Right.ANY))
        .allMatch(
            right ->
                right.group().equals("iam.wandb.com")
                    || (right.resource().equals("namespaces") && !right.name().equals(Right.ANY)));
    assertThat(rights.granted()).noneMatch(right -> right.namespace().equals(outside));
    assertThat(rights.asked()).noneMatch(one -> one.namespace().equals(outside));
  }

  @Test
  void resources_in_unwatched_namespaces_stay_unchanged() {
    assertThat(leftAlone)
        .hasSize(KINDS.size())
        .allSatisfy(
            resource -> {
              assertThat(resource.getMetadata().getFinalizers()).isEmpty();
              assertThat(resource.getMetadata().getAnnotations()).isNullOrEmpty();
              assertThat(resource)
                  .isInstanceOfSatisfying(
                      IamResource.class,
                      one -> {
                        var status = one.getStatus();
                        assertThat(status.observedGeneration()).isEqualTo(-1);
                        assertThat(status.conditions()).isEmpty();
                      });
            });
    assertThat(teamsOfTheServer).doesNotContain("lost");
    var client = ChartCluster.shared().server().client();
    assertThat(client.secrets().inNamespace(outside).list().getItems()).isEmpty();
    assertThat(client.events().v1().events().inNamespace(outside).list().getItems()).isEmpty();
  }
}
