package com.wandb.iam.loop;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.QuietCluster;
import com.wandb.iam.loop.world.StorageScenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.stores.S3TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Checks that waiting resources are enqueued when their reference exists. Timed retries are
 * disabled here.
 */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class RequeueIT {
  private static final QuietCluster CLUSTER = QuietCluster.shared();

  @Test
  void resources_applied_first_become_ready_when_references_exist() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var operator = CLUSTER.patientOperator(home)) {
      var trainer = new Trainer(scenario);
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: alice}
          spec:
            teamRef: {name: vision}
            user: {email: alice@example.com}
            role: janitor
          """);
      trainer.apply("");
      scenario.awaitReason(TeamMembership.class, "alice", "Ready", "TeamNotFound");
      trainer.awaitReason("Ready", "TeamNotFound");
      scenario.applyTeam();
      scenario.awaitReason(Team.class, "vision", "Ready", "ServerNotFound");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER}
          spec:
            serverRef: {name: $SERVER}
            name: janitor
            inherits: Viewer
            permissions: ["run:stop"]
          """);
      QuietCluster.serve(scenario, "");
      scenario.awaitReady(CustomRole.class, scenario.server());
      scenario.awaitReady(Team.class, "vision");
      trainer.awaitReady();
      scenario.awaitReady(TeamMembership.class, "alice");
    }
  }

  @Test
  void account_created_during_an_outage_becomes_ready_after_it() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var operator = CLUSTER.patientOperator(home)) {
      QuietCluster.serve(scenario, "");
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().faults().always("*", SandboxFault.status(503));
      scenario.requestSync("away");
      scenario.awaitReason(WandbServer.class, scenario.server(), "Ready", "Unreachable");
      var trainer = new Trainer(scenario);
      trainer.apply("");
      trainer.awaitReason("Ready", "ServerNotReady");
      scenario.sandbox().faults().clear();
      trainer.awaitReady();
    }
  }

  /** The server reads CoreWeave's entry once, so its environment does not change here. */
  @Test
  void connector_acquires_its_location_when_the_kept_entry_is_gone() {
    var home = CLUSTER.newNamespace("ml");
    try (var storage = new StorageScenario(CLUSTER.scenario(home), S3TestServer.shared());
        var operator = CLUSTER.patientOperator(home)) {
      var scenario = storage.scenario();
      QuietCluster.serve(
          scenario,
          (StorageScenario.TENANTS + StorageScenario.bindings("quietPeriod: 0s"))
              .replace("$NAMESPACE", home));
      storage.credentials("AK", "SK");
      storage.connectToCoreWeave("on-prem", "acme-one");
      storage.connectToCoreWeave("other", "acme-two");
      storage.awaitReady("on-prem");
      storage.awaitReady("other");
      scenario.sandbox().world().addBucket("acme-one");
      storage.team("");
      scenario.awaitReady(Team.class, "vision");
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(Team.class, "vision");
      scenario.delete(StorageConnector.class, "on-prem");
      scenario.awaitGone(StorageConnector.class, "on-prem");
      storage.connectToCoreWeave("next", "acme-one");
      storage.awaitReason("next", "Synced", "Conflict");

      scenario.sandbox().world().deleteTeam("vision");
      scenario.requestSync("team-gone");
      storage.awaitReady("next");
    }
  }
}
