package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rotates keys. No client ever reads a key that does not work. */
class RotationIT {
  private static final String ROTATE = "iam.wandb.com/rotate";
  private static final String REVOKE = "iam.wandb.com/revoke-now";
  private static final String SHORT = "{every: 720h, overlap: 1s}";

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void requested_rotation_runs_once_and_keeps_both_keys(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var old = trainer.key();
      trainer.order(ROTATE, "one");
      var status = trainer.awaitHandled("rotate", "one").getStatus();
      assertThat(trainer.key()).isNotEqualTo(old);
      assertThat(trainer.previous()).isEqualTo(old);
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
      assertThat(trainer.holderOf(old)).isEqualTo(trainer.accountId());
      assertThat(trainer.liveSecrets()).containsExactlyInAnyOrder(old, trainer.key());
      assertThat(status.apiKey().previous().revokesAt())
          .isBetween(
              Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));
      assertThat(status.pendingKey()).isNull();
      var now = trainer.key();
      trainer.order("iam.wandb.com/reconcile", "again");
      trainer.awaitHandled("reconcile", "again");
      assertThat(trainer.key()).isEqualTo(now);
      assertThat(trainer.live()).hasSize(2);
      assertThat(trainer.scenario().events("trainer", "KeyRotated")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void previous_key_is_revoked_after_the_overlap(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      trainer.withRotation(SHORT);
      var old = trainer.key();
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      trainer.scenario().awaitTrue(() -> !trainer.hasPrevious());
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(old);
      // The status follows the revocation.
      trainer
          .scenario()
          .awaitTrue(() -> trainer.resource().getStatus().apiKey().previous() == null);
      assertThat(trainer.awaitReady().getStatus().apiKey().rotatesAt())
          .isBetween(
              Instant.now().plus(Duration.ofHours(640)), Instant.now().plus(Duration.ofHours(721)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void revoke_now_revokes_all_former_keys_at_once(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      trainer.order(REVOKE, "leaked");
      trainer.awaitHandled("revoke-now", "leaked");
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(trainer.hasPrevious()).isFalse();
      trainer.awaitReady();
      trainer
          .scenario()
          .awaitTrue(() -> trainer.resource().getStatus().apiKey().previous() == null);
    }
  }

  @Test
  void imported_key_is_rotated_at_once_and_revoked() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(trainer.scenario().secretValue(Trainer.SOURCE, "apiKey"))
          .isNotEqualTo(trainer.key());
      trainer.scenario().awaitTrue(() -> trainer.resource().getStatus().apiKey().sequence() == 1);
      assertThat(trainer.scenario().events("trainer", "KeyRotated"))
          .singleElement()
          .satisfies(note -> assertThat(note).contains(Trainer.SOURCE, "can be deleted"));
      trainer.scenario().delete(Secret.class, Trainer.SOURCE);
      trainer.scenario().sync();
      trainer.awaitReady();
    }
  }

  @Test
  void deleted_secret_is_restored_with_hashed_keys() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      var key = trainer.key();
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      var next = trainer.key();
      trainer.scenario().delete(Secret.class, Trainer.SECRET);
      trainer
          .scenario()
          .awaitTrue(() -> trainer.scenario().find(Secret.class, Trainer.SECRET).isPresent());
      assertThat(trainer.key()).isEqualTo(next);
      assertThat(trainer.previous()).isEqualTo(key);
    }
  }

  @Test
  void secret_deleted_during_overlap_is_restored_with_live_keys() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      trainer.scenario().delete(Secret.class, Trainer.SECRET);
      trainer
          .scenario()
          .awaitTrue(() -> trainer.scenario().find(Secret.class, Trainer.SECRET).isPresent());
      // A reconciliation in progress may still know both keys; then both are restored.
      trainer
          .scenario()
          .awaitTrue(() -> Set.copyOf(trainer.liveSecrets()).equals(trainer.inSecret()));
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
    }
  }

  @Test
  void second_rotation_waits_for_the_pause_and_previous_key() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      var key = trainer.key();
      trainer.order(ROTATE, "two");
      trainer.order("iam.wandb.com/reconcile", "now");
      trainer.awaitHandled("reconcile", "now");
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(trainer.live()).hasSize(2);
      assertThat(trainer.resource().getStatus().handled()).containsEntry("rotate", "one");
    }
  }

  @Test
  void disabled_key_creation_delays_rotation_and_names_the_fix() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      var key = trainer.key();
      trainer.scenario().sandbox().switches().set(SandboxSwitch.KEY_CREATION_OFF, true);
      trainer.order(ROTATE, "one");
      assertThat(trainer.awaitReason("Synced", "KeyCreationDisabled"))
          .contains("Disable API key creation", "Organization");
      trainer.scenario().awaitReason(WandbServiceAccount.class, "trainer", "Accepted", "Valid");
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(trainer.liveSecrets()).containsExactly(key);
      trainer.scenario().sandbox().switches().set(SandboxSwitch.KEY_CREATION_OFF, false);
      trainer.awaitHandled("rotate", "one");
      trainer.awaitReady();
      assertThat(trainer.previous()).isEqualTo(key);
    }
  }

  @Test
  void immutable_secret_is_recreated_with_the_next_key() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      trainer
          .scenario()
          .client()
          .resource(trainer.scenario().get(Secret.class, Trainer.SECRET))
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"immutable\":true}");
      var old = trainer.key();
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      trainer
          .scenario()
          .awaitTrue(() -> trainer.inSecret().equals(Set.copyOf(trainer.liveSecrets())));
      assertThat(trainer.previous()).isEqualTo(old);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void keys_keep_rotating_with_a_rejected_run_target(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var scenario = trainer.scenario();
      var alice = scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.sandbox().world().addMember("vision", alice, "member");
      scenario.sync();
      var rest =
          "attribution: {username: alice}\napiKey: {rotation: "
              + SHORT
              + (version == SandboxVersion.V0_84 ? ", " + Trainer.IMPORT : "")
              + "}";
      trainer.apply(rest);
      trainer.awaitReady();
      scenario.sandbox().world().removeMember("vision", alice);
      scenario.sync();
      trainer.awaitReason("Accepted", "UserNotFound");
      var old = trainer.key();
      trainer.order(REVOKE, "leaked");
      trainer.awaitHandled("revoke-now", "leaked");
      scenario.awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(old);
      assertThat(scenario.secretValue(Trainer.SECRET, "WANDB_USERNAME")).isEqualTo("alice");
      trainer.awaitReason("Accepted", "UserNotFound");
    }
  }

  @Test
  void lost_tenants_entry_stops_new_keys_but_not_revocation() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = trainer.scenario();
      trainer.withRotation("{every: 720h, overlap: 8s}");
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      var key = trainer.key();
      scenario.applyServer("tenants: [{name: others, namespaces: [nobody], teams: ['*']}]");
      trainer.awaitReason("Accepted", "NotAllowed");
      scenario.awaitTrue(() -> trainer.liveSecrets().equals(List.of(key)));
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(trainer.hasPrevious()).isFalse();
      trainer.order(REVOKE, "leaked");
      scenario.awaitThat(
          WandbServiceAccount.class,
          "trainer",
          one -> one.getStatus().warnings().stream().anyMatch(text -> text.contains("tenants")));
      assertThat(trainer.liveSecrets()).containsExactly(key);
      assertThat(trainer.resource().getStatus().handled()).doesNotContainKey("revoke-now");
      scenario.applyServer("tenants: []");
      trainer.awaitHandled("revoke-now", "leaked");
      trainer.awaitReady();
      scenario.awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(key);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void keys_of_a_deleted_account_are_revoked(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      var gone = trainer.accountId();
      var world = trainer.scenario().sandbox().world();
      assertThat(world.liveKeys(gone)).hasSize(2);
      world.deleteUser(gone);
      assertThat(world.liveKeys(gone)).as("the server itself revokes no key").hasSize(2);
      trainer.scenario().sync();
      trainer.scenario().awaitTrue(() -> world.liveKeys(gone).isEmpty());
      assertThat(trainer.scenario().events("trainer", "AccountGone")).isNotEmpty();
      trainer.scenario().awaitTrue(() -> !gone.equals(trainer.accountId()));
    }
  }

  @Test
  void keys_of_a_deleted_account_end_despite_a_lost_response() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var gone = trainer.accountId();
      var sandbox = trainer.scenario().sandbox();
      sandbox.world().issueKeyInApp(gone, "beside it");
      sandbox.faults().once("graphql.deleteApiKey", new SandboxFault.DropAfter());
      sandbox.world().deleteUser(gone);
      trainer.scenario().sync();
      trainer.scenario().awaitTrue(() -> sandbox.world().liveKeys(gone).isEmpty());
    }
  }

  @Test
  void keys_of_a_deleted_account_are_revoked_with_its_resource() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var gone = trainer.accountId();
      var world = trainer.scenario().sandbox().world();
      world.deleteUser(gone);
      trainer.scenario().delete(WandbServiceAccount.class, "trainer");
      trainer.scenario().awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(world.liveKeys(gone)).isEmpty();
      assertThat(trainer.scenario().find(Secret.class, Trainer.SECRET)).isEmpty();
    }
  }
}
