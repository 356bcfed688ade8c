package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxFaults;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import org.junit.jupiter.api.Test;

/** What a resource leaves behind, and what it never takes with it. */
class OrphanIT {

  @Test
  void an_account_that_is_let_go_while_the_server_is_down_leaves_its_secret_alone() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      var scenario = trainer.scenario();
      scenario.sandbox().stop();
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitReason(WandbServiceAccount.class, "trainer", "Ready", "Unreachable");
      scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/abandon", "true");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(scenario.get(Secret.class, Trainer.SECRET).getMetadata().getOwnerReferences())
          .as("owners, without which the garbage collector leaves it")
          .isEmpty();
      scenario.sandbox().resume();
      assertThat(trainer.holderOf(trainer.key())).isNotEmpty();
    }
  }

  @Test
  void an_account_that_existed_before_keeps_its_keys_whatever_the_policy() {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83))) {
      allowAdoption(scenario);
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      var id = scenario.sandbox().world().addServiceAccount("vision", "trainer");
      var trainer = new Trainer(scenario);
      trainer.apply("adoptionPolicy: IfExists\ndeletionPolicy: Delete");
      trainer.awaitReady();
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(scenario.sandbox().world().liveKeys(id)).isNotEmpty();
      assertThat(scenario.find(Secret.class, Trainer.SECRET)).isEmpty();
    }
  }

  @Test
  void what_is_only_observed_is_left_on_the_server() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var scenario = trainer.scenario();
      var id = trainer.accountId();
      trainer.apply("managementPolicy: Observe");
      trainer.awaitReason("Ready", "Observing");
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(scenario.sandbox().world().liveKeys(id)).isNotEmpty();
    }
  }

  @Test
  void an_account_that_was_refused_and_that_somebody_else_made_then_is_not_ours() {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_78))) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      var trainer = new Trainer(scenario);
      scenario
          .sandbox()
          .faults()
          .add("graphql.createServiceAccount", new SandboxFault.Status(403), SandboxFaults.ALWAYS);
      trainer.apply("");
      trainer.awaitReason("Ready", "Forbidden");
      var id = scenario.sandbox().world().addServiceAccount("vision", "trainer");
      scenario.sandbox().faults().clear();
      trainer.awaitReason("Stalled", "Conflict");
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(scenario.sandbox().world().liveKeys(id)).isNotEmpty();
    }
  }

  @Test
  void a_team_that_was_refused_and_that_somebody_else_made_then_is_not_ours() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario
          .sandbox()
          .faults()
          .add("scim.groups.create", new SandboxFault.Status(403), SandboxFaults.ALWAYS);
      scenario.applyTeam();
      scenario.awaitReason(Team.class, "vision", "Ready", "Forbidden");
      assertThat(scenario.get(Team.class, "vision").getStatus().pendingCreate()).isNull();
      scenario.sandbox().world().addTeam("vision");
      scenario.sandbox().faults().clear();
      scenario.awaitReason(Team.class, "vision", "Stalled", "Conflict");
    }
  }

  private static void allowAdoption(Scenario scenario) {
    scenario.applyServer(
        """
        tenants:
          - {name: all, namespaces: [%s], teams: ["*"], adopt: true}
        """
            .formatted(scenario.namespace()));
  }
}
