package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import org.junit.jupiter.api.Test;

/** Changes of service accounts on the server by other clients. */
class AccountDriftIT {
  /**
   * The server's answer about the second account shows that the first one is deleted, but the
   * operator does not read that part.
   */
  @Test
  void account_deleted_during_another_creation_is_recreated() {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81))) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      account(scenario, "first");
      var gone = scenario.get(WandbServiceAccount.class, "first").getStatus().id();
      scenario.sandbox().world().deleteUser(gone);
      account(scenario, "second");
      scenario.sync();
      scenario.awaitThat(
          WandbServiceAccount.class, "first", one -> !gone.equals(one.getStatus().id()));
      scenario.awaitReady(WandbServiceAccount.class, "first");
    }
  }

  private static void account(Scenario scenario, String name) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: ServiceAccount
        metadata: {name: %s}
        spec: {teamRef: {name: vision}}
        """
            .formatted(name));
    scenario.awaitReady(WandbServiceAccount.class, name);
  }

  @Test
  void account_of_a_team_deleted_in_the_app_is_recreated() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var scenario = trainer.scenario();
      var world = scenario.sandbox().world();
      var before = trainer.accountId();
      world.deleteTeam("vision");
      scenario.sync();
      scenario.awaitThat(
          WandbServiceAccount.class, "trainer", one -> !before.equals(one.getStatus().id()));
      trainer.awaitReady();
      assertThat(world.serviceAccounts("vision"))
          .extracting(SandboxWorld.User::id)
          .contains(trainer.accountId());
      assertThat(world.liveKeys(before)).isEmpty();
      assertThat(trainer.liveSecrets()).containsExactlyElementsOf(trainer.inSecret());
    }
  }

  @Test
  void account_missing_from_only_one_api_is_kept() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var scenario = trainer.scenario();
      var world = scenario.sandbox().world();
      var account = trainer.accountId();
      var keys = trainer.liveSecrets();
      int accounts = world.users().size();
      scenario.sandbox().faults().always("graphql.entity", new SandboxFault.ShrunkenList());
      scenario.sync();
      assertThat(trainer.awaitReason("Synced", "Pending")).contains("is in the team vision");
      scenario.sandbox().faults().clear();
      scenario.sync();
      trainer.awaitReady();
      assertThat(trainer.accountId()).isEqualTo(account);
      assertThat(trainer.liveSecrets()).isEqualTo(keys);
      assertThat(world.users()).hasSize(accounts);
    }
  }
}
