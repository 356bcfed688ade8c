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

/** Objects that stay after the deletion of a resource. */
class OrphanIT {

  @Test
  void account_abandoned_during_an_outage_keeps_its_secret() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      var scenario = trainer.scenario();
      scenario.sandbox().stop();
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitReason(WandbServiceAccount.class, "trainer", "Ready", "Unreachable");
      scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/abandon", "true");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(scenario.get(Secret.class, Trainer.SECRET).getMetadata().getOwnerReferences())
          .as("no owners, so that the garbage collector keeps it")
          .isEmpty();
      scenario.sandbox().resume();
      assertThat(trainer.holderOf(trainer.key())).isNotEmpty();
    }
  }

  @Test
  void adopted_account_keeps_its_keys_despite_the_delete_policy() {
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
  void observed_account_keeps_its_keys_after_resource_deletion() {
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
  void account_of_another_client_after_a_refusal_is_a_conflict() {
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
  void team_of_another_client_after_a_refusal_is_a_conflict() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario
          .sandbox()
          .faults()
          .add("scim.groups.create", new SandboxFault.Status(403), SandboxFaults.ALWAYS);
      scenario.applyTeam();
      scenario.awaitReason(Team.class, "vision", "Ready", "Forbidden");
      // Each repetition announces the team again until it is refused.
      scenario.awaitTrue(
          () -> scenario.get(Team.class, "vision").getStatus().pendingCreate() == null);
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
