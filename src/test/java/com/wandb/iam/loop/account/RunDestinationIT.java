package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Target and attribution of a service account's runs (rules 5, 6 and 11). */
class RunDestinationIT {

  private static Trainer ready() {
    var trainer = Trainer.ready(SandboxVersion.V0_83);
    var world = trainer.scenario().sandbox().world();
    world.addTeam("speech");
    world.addProject("speech", "open", "ENTITY_WRITE");
    world.addProject("speech", "public", "ENTITY_READ");
    world.addProject("speech", "private", "PRIVATE");
    world.addProject("vision", "own", "PRIVATE");
    world.addProject("vision", "closed", "RESTRICTED");
    var alice = world.addUser("alice", "alice@example.com");
    world.addUser("mallory", "mallory@example.com");
    world.addMember("vision", alice, "member");
    trainer.scenario().sync();
    return trainer;
  }

  private static String entry(Trainer trainer, String name) {
    return trainer.scenario().secretValue(Trainer.SECRET, name);
  }

  @ParameterizedTest
  @CsvSource({"vision, own", "vision, not-there-yet", "speech, open"})
  void run_target_is_the_own_team_or_an_open_project(String entity, String project) {
    try (var trainer = ready()) {
      trainer.apply("target: {entity: %s, project: %s}".formatted(entity, project));
      trainer.awaitReady();
      assertThat(entry(trainer, "WANDB_ENTITY")).isEqualTo(entity);
      assertThat(entry(trainer, "WANDB_PROJECT")).isEqualTo(project);
    }
  }

  @Test
  void closed_project_is_reported_like_a_missing_one() {
    try (var trainer = ready()) {
      var before = trainer.scenario().get(Secret.class, Trainer.SECRET).getData();
      String told = null;
      for (var project : new String[] {"public", "private", "nowhere"}) {
        trainer.apply("target: {entity: speech, project: %s}".formatted(project));
        var message =
            trainer.awaitReason("Accepted", "ProjectNotFound").replace(project, "PROJECT");
        assertThat(message).startsWith("spec.target:");
        assertThat(told == null ? message : told).isEqualTo(message);
        told = message;
      }
      assertThat(trainer.scenario().get(Secret.class, Trainer.SECRET).getData()).isEqualTo(before);
    }
  }

  @Test
  void another_team_without_a_project_cannot_be_judged() {
    try (var trainer = ready()) {
      trainer.apply("target: {entity: speech}");
      assertThat(trainer.awaitReason("Accepted", "NotAllowed")).contains("spec.target.project");
    }
  }

  @Test
  void a_restricted_project_of_the_own_team_needs_the_account_added() {
    try (var trainer = ready()) {
      trainer.apply("target: {project: closed}");
      assertThat(trainer.awaitReason("Accepted", "ProjectNotFound"))
          .contains("spec.target.project", "added");
    }
  }

  @Test
  void runs_are_attributed_by_username_or_email() {
    try (var trainer = ready()) {
      trainer.apply("attribution: {username: alice}");
      trainer.awaitReady();
      assertThat(entry(trainer, "WANDB_USERNAME")).isEqualTo("alice");
      trainer.apply("attribution: {email: Alice@Example.com}");
      trainer.awaitReady();
      assertThat(entry(trainer, "WANDB_USER_EMAIL")).isEqualTo("Alice@Example.com");
      assertThat(trainer.scenario().get(Secret.class, Trainer.SECRET).getData())
          .doesNotContainKey("WANDB_USERNAME");
    }
  }

  @Test
  void non_member_and_unknown_user_are_reported_alike() {
    try (var trainer = ready()) {
      trainer.apply("attribution: {username: mallory}");
      var outside = trainer.awaitReason("Accepted", "UserNotFound");
      trainer.apply("attribution: {username: nobody}");
      assertThat(trainer.awaitReason("Accepted", "UserNotFound").replace("nobody", "mallory"))
          .isEqualTo(outside);
    }
  }

  @Test
  void attribution_to_a_former_member_is_reported_secret_is_kept() {
    try (var trainer = ready()) {
      trainer.apply("attribution: {username: alice}");
      trainer.awaitReady();
      var world = trainer.scenario().sandbox().world();
      world.removeMember("vision", trainer.scenario().userId("alice"));
      trainer.scenario().sync();
      trainer
          .scenario()
          .awaitReason(WandbServiceAccount.class, "trainer", "Accepted", "UserNotFound");
      assertThat(entry(trainer, "WANDB_USERNAME")).isEqualTo("alice");
      world.addMember("vision", trainer.scenario().userId("alice"), "member");
      trainer.scenario().sync();
      trainer.awaitReady();
    }
  }
}
