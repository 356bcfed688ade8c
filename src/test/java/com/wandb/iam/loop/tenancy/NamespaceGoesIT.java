package com.wandb.iam.loop.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.chart.ChartCluster;
import com.wandb.iam.chart.Helm;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Deletion of one of several watched namespaces, with the Role of the chart in it. */
@ResourceLock(ChartCluster.LOCK)
class NamespaceGoesIT {
  private static final String ACCOUNT = "wandb-iam-bereft";
  private static final String ROLE = ChartCluster.RELEASE + "-work";

  private static ChartCluster cluster;
  private static String stays;
  private static String goes;

  @BeforeAll
  static void install() {
    Machine.needs(Helm.available(), "Go to build helm");
    cluster = ChartCluster.shared();
    Machine.needs(cluster.server().collectsGarbage(), "kube-controller-manager");
    stays = cluster.server().newNamespace("stays");
    goes = cluster.server().newNamespace("goes");
    cluster.installToUse(
        "{serviceAccount: {name: %s}, watchNamespaces: [%s, %s]}".formatted(ACCOUNT, stays, goes));
  }

  @AfterAll
  static void leave_nothing() {
    ChartCluster.shared().cleanUp();
  }

  private static KubernetesClient pod() {
    return Main.client(cluster.configOf(ACCOUNT));
  }

  private static IamOperator operator(KubernetesClient pod) {
    return OperatorUnderTest.start(
        pod, ChartCluster.NAMESPACE, new WatchedNamespaces(Set.of(stays, goes)));
  }

  @Test
  void deleted_namespace_is_removed_and_blocks_no_other() {
    try (var admin = Main.client(cluster.server().config());
        var scenario =
            Scenario.on(admin, goes, SandboxOptions.defaults().withVersion(SandboxVersion.V0_81))) {
      try (var pod = pod();
          var operator = operator(pod)) {
        live(scenario);
        // Deleted first, because the namespace deletion may remove it before or after the
        // resources.
        admin.rbac().roleBindings().inNamespace(goes).withName(ROLE).delete();
        admin.namespaces().withName(goes).delete();
        Awaitility.await("the namespace is gone")
            .atMost(Duration.ofSeconds(90))
            .until(() -> admin.namespaces().withName(goes).get() == null);
        assertThat(scenario.sandbox().world().teams()).contains("vision");
        assertThat(scenario.sandbox().world().serviceAccounts("vision"))
            .extracting(SandboxWorld.User::username)
            .doesNotContain("trainer");
        assertThat(operator.isWatching()).isTrue();
      }
      admin
          .resource(new NamespaceBuilder().withNewMetadata().withName(goes).endMetadata().build())
          .create();
      try (var pod = pod();
          var operator = operator(pod)) {
        scenario.apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: Team
            metadata: {name: next, namespace: %s}
            spec: {serverRef: {name: $SERVER}}
            """
                .formatted(stays));
        scenario.awaitReason(Team.class, stays, "next", "Ready", "Ready");
        assertThat(operator.isWatching()).isTrue();
      }
    }
  }

  /** Creates one of each kind that has a Secret in the namespace. */
  private static void live(Scenario scenario) {
    scenario.credential(scenario.sandbox().adminKey());
    scenario.applyServer(
        """
        operatorNamespace: %s
        tenants:
          - {name: all, namespaces: [%s, %s], teams: ['*'], storage: {buckets: ['*'], serverIdentity: true}}
        """
            .formatted(ChartCluster.NAMESPACE, stays, goes));
    scenario.awaitReady(WandbServer.class, scenario.server());
    scenario.applyTeam();
    new Trainer(scenario).apply("");
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {name: bucket}
        spec: {serverRef: {name: $SERVER}, provider: AWS, bucket: acme, region: eu-central-1, preflight: Disabled}
        """);
    scenario.awaitReady(WandbServiceAccount.class, "trainer");
    scenario.awaitThat(
        StorageConnector.class, "bucket", one -> one.getStatus().secretName() != null);
  }
}
