package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.sandbox.SandboxOptions;
import com.wandb.iam.sandbox.SandboxSwitch;
import com.wandb.iam.sandbox.SandboxVersion;
import com.wandb.iam.sandbox.SandboxWorld;
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

/** A key is followed by another one, and no client ever reads one that does not work. */
class RotationIT {
  private static final String ROTATE = "iam.wandb.com/rotate";
  private static final String REVOKE = "iam.wandb.com/revoke-now";
  private static final String SHORT = "{every: 720h, overlap: 1s}";
  private static final String IMPORT = "importFrom: {secretRef: {name: first-key, key: apiKey}}";

  private static List<SandboxWorld.Key> live(Trainer trainer) {
    return trainer.scenario().sandbox().world().liveKeys(trainer.accountId());
  }

  private static List<String> liveSecrets(Trainer trainer) {
    return live(trainer).stream().map(SandboxWorld.Key::secret).toList();
  }

  private static void order(Trainer trainer, String annotation, String value) {
    trainer.scenario().annotate(WandbServiceAccount.class, "trainer", annotation, value);
  }

  private static WandbServiceAccount awaitHandled(Trainer trainer, String order, String value) {
    return trainer
        .scenario()
        .awaitThat(
            WandbServiceAccount.class,
            "trainer",
            account -> value.equals(account.getStatus().handled().get(order)));
  }

  private static String previous(Trainer trainer) {
    return trainer.scenario().secretValue(Trainer.SECRET, "WANDB_API_KEY_PREVIOUS");
  }

  private static boolean hasPrevious(Trainer trainer) {
    return trainer
        .scenario()
        .get(Secret.class, Trainer.SECRET)
        .getData()
        .containsKey("WANDB_API_KEY_PREVIOUS");
  }

  private static Set<String> inSecret(Trainer trainer) {
    return hasPrevious(trainer) ? Set.of(trainer.key(), previous(trainer)) : Set.of(trainer.key());
  }

  private static void withRotation(Trainer trainer, String rotation) {
    boolean imports = trainer.resource().getSpec().apiKey() != null;
    trainer.apply(
        "secret: {netrc: true}\napiKey: {rotation: "
            + rotation
            + (imports ? ", " + IMPORT : "")
            + "}");
    trainer.awaitReady();
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void on_demand_both_keys_work_for_the_overlap_and_once_is_enough(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var old = trainer.key();
      order(trainer, ROTATE, "one");
      var status = awaitHandled(trainer, "rotate", "one").getStatus();
      assertThat(trainer.key()).isNotEqualTo(old);
      assertThat(previous(trainer)).isEqualTo(old);
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
      assertThat(trainer.holderOf(old)).isEqualTo(trainer.accountId());
      assertThat(liveSecrets(trainer)).containsExactlyInAnyOrder(old, trainer.key());
      assertThat(status.apiKey().previous().revokesAt())
          .isBetween(
              Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));
      assertThat(status.pendingKey()).isNull();
      var now = trainer.key();
      order(trainer, "iam.wandb.com/reconcile", "again");
      awaitHandled(trainer, "reconcile", "again");
      assertThat(trainer.key()).isEqualTo(now);
      assertThat(live(trainer)).hasSize(2);
      assertThat(trainer.scenario().events("trainer", "KeyRotated")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void the_key_before_is_revoked_after_the_overlap(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      withRotation(trainer, SHORT);
      var old = trainer.key();
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      trainer.scenario().awaitTrue(() -> !hasPrevious(trainer));
      trainer.scenario().awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(old);
      assertThat(trainer.awaitReady().getStatus().apiKey().previous()).isNull();
      assertThat(trainer.resource().getStatus().apiKey().rotatesAt())
          .isBetween(
              Instant.now().plus(Duration.ofHours(640)), Instant.now().plus(Duration.ofHours(721)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void after_a_leak_all_keys_of_before_end_at_once(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      order(trainer, REVOKE, "leaked");
      awaitHandled(trainer, "revoke-now", "leaked");
      trainer.scenario().awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      assertThat(hasPrevious(trainer)).isFalse();
      assertThat(trainer.awaitReady().getStatus().apiKey().previous()).isNull();
    }
  }

  @Test
  void an_imported_key_is_followed_at_once_and_the_one_that_a_person_saw_is_revoked() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      trainer.scenario().awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      assertThat(trainer.scenario().secretValue(Trainer.SOURCE, "apiKey"))
          .isNotEqualTo(trainer.key());
      assertThat(trainer.awaitReady().getStatus().apiKey().sequence()).isEqualTo(1);
      assertThat(trainer.scenario().events("trainer", "KeyRotated"))
          .singleElement()
          .satisfies(note -> assertThat(note).contains(Trainer.SOURCE, "may be deleted"));
      trainer.scenario().delete(Secret.class, Trainer.SOURCE);
      trainer.scenario().look();
      trainer.awaitReady();
    }
  }

  @Test
  void a_lost_secret_comes_back_with_its_key_where_no_server_shows_it_again() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      var key = trainer.key();
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      var next = trainer.key();
      trainer.scenario().delete(Secret.class, Trainer.SECRET);
      trainer
          .scenario()
          .awaitTrue(() -> trainer.scenario().find(Secret.class, Trainer.SECRET).isPresent());
      assertThat(trainer.key()).isEqualTo(next);
      assertThat(previous(trainer)).isEqualTo(key);
    }
  }

  @Test
  void a_secret_that_is_lost_in_the_overlap_comes_back_with_a_key_that_goes_on() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      trainer.scenario().delete(Secret.class, Trainer.SECRET);
      trainer
          .scenario()
          .awaitTrue(() -> trainer.scenario().find(Secret.class, Trainer.SECRET).isPresent());
      // A pass that was under way may still have known both keys; then both come back.
      trainer
          .scenario()
          .awaitTrue(() -> Set.copyOf(liveSecrets(trainer)).equals(inSecret(trainer)));
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
    }
  }

  @Test
  void a_second_order_waits_for_a_pause_and_for_the_key_before() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      var key = trainer.key();
      order(trainer, ROTATE, "two");
      order(trainer, "iam.wandb.com/reconcile", "now");
      awaitHandled(trainer, "reconcile", "now");
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(live(trainer)).hasSize(2);
      assertThat(trainer.resource().getStatus().handled()).containsEntry("rotate", "one");
    }
  }

  @Test
  void a_server_that_lets_nobody_make_keys_is_told_with_the_way_out() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      var key = trainer.key();
      trainer.scenario().sandbox().switches().set(SandboxSwitch.KEY_CREATION_OFF, true);
      order(trainer, ROTATE, "one");
      assertThat(trainer.awaitReason("Synced", "KeyCreationDisabled"))
          .contains("Disable API key creation", "Organization");
      trainer.scenario().awaitReason(WandbServiceAccount.class, "trainer", "Accepted", "Valid");
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(liveSecrets(trainer)).containsExactly(key);
      trainer.scenario().sandbox().switches().set(SandboxSwitch.KEY_CREATION_OFF, false);
      awaitHandled(trainer, "rotate", "one");
      trainer.awaitReady();
      assertThat(previous(trainer)).isEqualTo(key);
    }
  }

  @Test
  void ids_that_a_tenant_wrote_into_the_secret_revoke_nobody_s_keys() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      withRotation(trainer, SHORT);
      var world = trainer.scenario().sandbox().world();
      var victim = world.addServiceAccount("vision", "victim");
      var key = world.liveKeys(victim).getFirst();
      trainer
          .scenario()
          .client()
          .resource(trainer.scenario().get(Secret.class, Trainer.SECRET))
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"annotations\":{\"iam.wandb.com/key-id\":\"%s\"}}}"
                  .formatted(key.id()));
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      trainer.scenario().awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      assertThat(world.liveKeys(victim)).containsExactly(key);
    }
  }

  @Test
  void keys_of_another_cluster_s_operator_are_a_conflict() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      trainer.scenario().delete(WandbServiceAccount.class, "trainer");
      trainer.scenario().awaitGone(WandbServiceAccount.class, "trainer");
      trainer.apply("secret: {netrc: true}");
      trainer
          .scenario()
          .awaitReason(WandbServiceAccount.class, "trainer", "Stalled", "ImportRequired");
      var world = trainer.scenario().sandbox().world();
      world.issueKeyInApp(trainer.accountId(), "wandb-iam-operator cluster=c9 resource=r9 key=3");
      trainer.source(world.issueKeyInApp(trainer.accountId(), "by hand"), "true");
      trainer.apply("secret: {netrc: true}\napiKey: {" + IMPORT + "}");
      assertThat(trainer.awaitReason("Stalled", "Conflict")).contains("another cluster");
    }
  }

  @Test
  void of_an_account_that_was_there_before_only_the_operator_s_own_keys_end() {
    try (var trainer =
        new Trainer(Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81)))) {
      var scenario = trainer.scenario();
      scenario.applyServer(
          "tenants: [{name: all, namespaces: [%s], teams: ['*'], adopt: true}]"
              .formatted(scenario.namespace()));
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      var world = scenario.sandbox().world();
      var account = world.addServiceAccount("vision", "trainer");
      var original = world.liveKeys(account).getFirst().secret();
      scenario.look();
      trainer.apply(
          "adoptionPolicy: IfExists\ndeletionPolicy: Delete\napiKey: {rotation: " + SHORT + "}");
      trainer.awaitReady();
      assertThat(trainer.key()).isEqualTo(original);
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      scenario.awaitTrue(() -> !hasPrevious(trainer));
      assertThat(trainer.key()).isNotEqualTo(original);
      assertThat(liveSecrets(trainer)).containsExactlyInAnyOrder(original, trainer.key());

      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(world.liveKeys(account))
          .extracting(SandboxWorld.Key::secret)
          .containsExactly(original);
      assertThat(world.serviceAccounts("vision")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void a_resource_that_is_restored_with_its_secret_has_its_keys_again(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var scenario = trainer.scenario();
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      scenario.awaitAnnotation(WandbServiceAccount.class, "trainer", "iam.wandb.com/id-proof");
      var backup = trainer.resource();
      var account = trainer.accountId();
      var live = Set.copyOf(liveSecrets(trainer));
      scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/abandon", "true");
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");

      var restored = new WandbServiceAccount();
      restored.getMetadata().setName("trainer");
      restored.getMetadata().setNamespace(scenario.namespace());
      restored.getMetadata().setAnnotations(backup.getMetadata().getAnnotations());
      restored.setSpec(backup.getSpec());
      scenario.client().resource(restored).create();
      trainer.awaitReady();
      assertThat(trainer.accountId()).isEqualTo(account);
      assertThat(inSecret(trainer)).isEqualTo(live);
      assertThat(Set.copyOf(liveSecrets(trainer))).isEqualTo(live);
    }
  }

  @Test
  void a_secret_of_long_ago_does_not_pass_for_the_one_of_now() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      withRotation(trainer, SHORT);
      var old = trainer.scenario().get(Secret.class, Trainer.SECRET);
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      trainer.scenario().awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      var now = trainer.key();
      old.getMetadata().setResourceVersion(null);
      old.getMetadata().setManagedFields(null);
      trainer.scenario().client().resource(old).forceConflicts().serverSideApply();
      trainer.scenario().awaitTrue(() -> trainer.key().equals(now));
      assertThat(liveSecrets(trainer)).containsExactly(now);
      trainer.awaitReady();
    }
  }

  @Test
  void a_key_that_the_server_showed_before_it_hashed_is_not_revoked_for_that() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var annotations =
          trainer.scenario().get(Secret.class, Trainer.SECRET).getMetadata().getAnnotations();
      assertThat(annotations).doesNotContainKey("iam.wandb.com/key-imported");
    }
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      trainer.scenario().awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      assertThat(
              trainer.scenario().get(Secret.class, Trainer.SECRET).getMetadata().getAnnotations())
          .as("what was imported is followed at once")
          .containsEntry("iam.wandb.com/key-sequence", "1")
          .doesNotContainKey("iam.wandb.com/key-imported");
    }
  }

  @Test
  void an_immutable_secret_is_made_anew_with_the_next_key() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      trainer
          .scenario()
          .client()
          .resource(trainer.scenario().get(Secret.class, Trainer.SECRET))
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"immutable\":true}");
      var old = trainer.key();
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      trainer
          .scenario()
          .awaitTrue(() -> inSecret(trainer).equals(Set.copyOf(liveSecrets(trainer))));
      assertThat(previous(trainer)).isEqualTo(old);
    }
  }

  @Test
  void an_order_that_was_carried_out_before_a_restore_is_not_carried_out_again() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      withRotation(trainer, SHORT);
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      trainer.scenario().awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      trainer.awaitReady();
      var key = trainer.key();
      var backup = abandoned(trainer);
      trainer.scenario().client().resource(backup).create();
      assertThat(trainer.awaitReady().getStatus().handled()).containsEntry("rotate", "one");
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(liveSecrets(trainer)).containsExactly(key);
    }
  }

  /** The resource as a backup has it, without status; it is gone, and all else left as it is. */
  private static WandbServiceAccount abandoned(Trainer trainer) {
    var scenario = trainer.scenario();
    scenario.awaitAnnotation(WandbServiceAccount.class, "trainer", "iam.wandb.com/id-proof");
    var backup = trainer.resource();
    scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/abandon", "true");
    scenario.delete(WandbServiceAccount.class, "trainer");
    scenario.awaitGone(WandbServiceAccount.class, "trainer");
    var restored = new WandbServiceAccount();
    restored.getMetadata().setName("trainer");
    restored.getMetadata().setNamespace(scenario.namespace());
    restored.getMetadata().setAnnotations(backup.getMetadata().getAnnotations());
    restored.setSpec(backup.getSpec());
    return restored;
  }

  @Test
  void a_restored_secret_does_not_hide_the_keys_of_another_cluster() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var account = trainer.accountId();
      var key = trainer.key();
      var backup = abandoned(trainer);
      var world = trainer.scenario().sandbox().world();
      world.issueKeyInApp(account, "wandb-iam-operator cluster=c9 resource=r9 key=3");
      trainer.scenario().client().resource(backup).create();
      assertThat(trainer.awaitReason("Stalled", "Conflict")).contains("another cluster");
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(world.liveKeys(account)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void keys_go_on_while_the_destination_of_runs_is_rejected(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var scenario = trainer.scenario();
      var alice = scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.sandbox().world().addMember("vision", alice, "member");
      scenario.look();
      var rest =
          "attribution: {username: alice}\napiKey: {rotation: "
              + SHORT
              + (version == SandboxVersion.V0_84 ? ", " + IMPORT : "")
              + "}";
      trainer.apply(rest);
      trainer.awaitReady();
      scenario.sandbox().world().removeMember("vision", alice);
      scenario.look();
      trainer.awaitReason("Accepted", "UserNotFound");
      var old = trainer.key();
      order(trainer, REVOKE, "leaked");
      awaitHandled(trainer, "revoke-now", "leaked");
      scenario.awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(old);
      assertThat(scenario.secretValue(Trainer.SECRET, "WANDB_USERNAME")).isEqualTo("alice");
      trainer.awaitReason("Accepted", "UserNotFound");
    }
  }

  @Test
  void tenants_that_shrank_give_no_new_key_and_keep_none_from_ending() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = trainer.scenario();
      withRotation(trainer, "{every: 720h, overlap: 8s}");
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      var key = trainer.key();
      scenario.applyServer("tenants: [{name: others, namespaces: [nobody], teams: ['*']}]");
      trainer.awaitReason("Accepted", "NotAllowed");
      scenario.awaitTrue(() -> liveSecrets(trainer).equals(List.of(key)));
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(hasPrevious(trainer)).isFalse();
      order(trainer, REVOKE, "leaked");
      scenario.awaitThat(
          WandbServiceAccount.class,
          "trainer",
          one -> one.getStatus().warnings().stream().anyMatch(text -> text.contains("tenants")));
      assertThat(liveSecrets(trainer)).containsExactly(key);
      assertThat(trainer.resource().getStatus().handled()).doesNotContainKey("revoke-now");
      scenario.applyServer("tenants: []");
      awaitHandled(trainer, "revoke-now", "leaked");
      trainer.awaitReady();
      scenario.awaitTrue(() -> liveSecrets(trainer).equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(key);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void the_keys_of_an_account_that_somebody_deleted_end(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      order(trainer, ROTATE, "one");
      awaitHandled(trainer, "rotate", "one");
      var gone = trainer.accountId();
      var world = trainer.scenario().sandbox().world();
      assertThat(world.liveKeys(gone)).hasSize(2);
      world.deleteUser(gone);
      assertThat(world.liveKeys(gone)).as("the server itself revokes none").hasSize(2);
      trainer.scenario().look();
      trainer.scenario().awaitTrue(() -> world.liveKeys(gone).isEmpty());
      assertThat(trainer.scenario().events("trainer", "AccountGone")).isNotEmpty();
      trainer.scenario().awaitTrue(() -> !gone.equals(trainer.accountId()));
    }
  }

  @Test
  void the_keys_of_an_account_that_somebody_deleted_end_with_its_resource_too() {
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
