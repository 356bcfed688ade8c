package com.wandb.iam.loop.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.QuietCluster;
import com.wandb.iam.loop.world.Scenario;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two operators of one cluster on one W&amp;B server, each in its own namespaces. */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class TwoOperatorsIT {
  private static final QuietCluster CLUSTER = QuietCluster.shared();

  @Test
  void two_operators_do_not_change_each_others_objects() {
    var ours = CLUSTER.newNamespace("ours");
    var theirs = CLUSTER.newNamespace("theirs");
    try (var scenario = CLUSTER.scenario(ours);
        var operator = CLUSTER.operator(ours);
        var other = CLUSTER.operatorOf(QuietCluster.OTHER, theirs)) {
      QuietCluster.serve(scenario, "");
      CLUSTER
          .client()
          .resource(
              Scenario.secret(
                  QuietCluster.OTHER,
                  "theirs",
                  Map.of(),
                  Map.of("apiKey", scenario.sandbox().adminKey())))
          .create();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: WandbServer
          metadata: {name: theirs}
          spec:
            operatorNamespace: other-iam-system
            url: $URL
            credentials: {secretRef: {name: theirs}}
            sync: {interval: 10s}
          """);
      scenario.awaitReady(WandbServer.class, "theirs");
      scenario.sandbox().world().addUser("bob", "bob@example.com");
      authoritative(scenario, ours, "$SERVER", "alice");
      authoritative(scenario, theirs, "theirs", "bob");
      for (var role : List.of("$SERVER", "theirs")) {
        scenario.apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: CustomRole
            metadata: {name: janitor-%s}
            spec: {serverRef: {name: %1$s}, inherits: Member, permissions: ['run:stop']}
            """
                .formatted(role));
      }
      scenario.awaitReady(CustomRole.class, "janitor-theirs");
      scenario.awaitReady(CustomRole.class, "janitor-" + scenario.server());
      awaitReady(scenario, ours);
      awaitReady(scenario, theirs);
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: strange}
          spec: {serverRef: {name: theirs}}
          """);
      scenario.awaitReason(Team.class, "strange", "Ready", "OtherOperator");

      var before = versions(scenario);
      var writes = scenario.serverWrites();
      for (int i = 0; i < 3; i++) {
        scenario.sync();
        scenario.annotate(WandbServer.class, "theirs", "iam.wandb.com/reconcile", "look-" + i);
        scenario.awaitSync();
      }
      assertThat(scenario.serverWrites()).isEqualTo(writes);
      assertThat(versions(scenario)).isEqualTo(before);
      assertThat(scenario.memberNames("in-" + ours)).contains("alice");
      assertThat(scenario.memberNames("in-" + theirs)).contains("bob");

      scenario.delete(CustomRole.class, "janitor-theirs");
      scenario.awaitGone(CustomRole.class, "janitor-theirs");
      assertThat(scenario.sandbox().world().teams()).contains("in-" + ours, "in-" + theirs);
    }
  }

  private static void authoritative(
      Scenario scenario, String namespace, String server, String user) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision, namespace: %1$s}
        spec:
          name: in-%1$s
          serverRef: {name: %2$s}
          membership: {mode: Authoritative, maxRemovals: 100%%}
        ---
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: people, namespace: %1$s}
        spec: {teamRef: {name: vision}, user: {username: %3$s}, role: Admin}
        """
            .formatted(namespace, server, user));
  }

  private static void awaitReady(Scenario scenario, String namespace) {
    scenario.awaitReason(Team.class, namespace, "vision", "Ready", "Ready");
    scenario.awaitReason(TeamMembership.class, namespace, "people", "Ready", "Ready");
  }

  /**
   * Returns the resource versions, which stay equal without writes. The test's annotations are
   * removed.
   */
  private static List<String> versions(Scenario scenario) {
    return List.of(
        scenario.get(WandbServer.class, scenario.server()).getStatus().conditions().toString(),
        scenario.get(WandbServer.class, "theirs").getStatus().conditions().toString(),
        version(scenario.get(CustomRole.class, "janitor-theirs")),
        version(scenario.get(CustomRole.class, "janitor-" + scenario.server())));
  }

  private static String version(HasMetadata resource) {
    return resource.getMetadata().getResourceVersion();
  }
}
