package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxJournal;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that every working API key is in a Secret after wrong answers of the server: a truncated
 * list of keys, an error from another program, a key of an abandoned request.
 */
class KeyLeaksIT {
  private static final String ROTATE = "iam.wandb.com/rotate";
  private static final String SHORT = "{every: 720h, overlap: 1s}";
  private static final SandboxFault CUT = new SandboxFault.ShrunkenList();

  /** The first key has no marker in its description, so only status has its id. */
  @Test
  void first_key_is_revoked_although_a_list_was_cut() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      trainer.withRotation(SHORT);
      var sandbox = trainer.scenario().sandbox();
      var first = trainer.key();
      sandbox.faults().once("graphql.users", CUT);
      sandbox.faults().once("graphql.deleteApiKey", SandboxFault.status(500));
      rotate(trainer);
      assertThat(struck(trainer, "graphql.users")).as("lists cut").isEqualTo(1);
      trainer.scenario().awaitTrue(() -> !trainer.hasPrevious());
      trainer.scenario().awaitTrue(() -> struck(trainer, "graphql.deleteApiKey") == 1);
      trainer.scenario().awaitTrue(() -> !sandbox.world().isLive(first));
      assertThat(trainer.liveSecrets()).containsExactly(trainer.key());
    }
  }

  /** Until the server lists a key, the operator knows only its value in the Secret. */
  @Test
  void unlisted_key_stays_in_the_secret() {
    try (var trainer =
        new Trainer(Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83)))) {
      var sandbox = trainer.scenario().sandbox();
      sandbox.faults().always("graphql.users", CUT);
      trainer.scenario().applyTeam();
      trainer.scenario().awaitReady(Team.class, "vision");
      trainer.apply("apiKey: {rotation: " + SHORT + "}");
      trainer.awaitReady();
      var first = trainer.key();
      rotate(trainer);
      awaitWarning(trainer, "does not list");
      assertThat(trainer.inSecret()).contains(first).hasSize(2);
      sandbox.faults().clear();
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(first);
    }
  }

  /**
   * The server lists the account without its only key if it cuts the list after another account
   * with such a name, and does not list the account if there is no other.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void imported_key_is_revoked_although_lists_were_cut(boolean listedWithoutKeys) {
    try (var trainer = importRequired()) {
      var world = trainer.scenario().sandbox().world();
      if (listedWithoutKeys) {
        world.addServiceAccount("vision", "trainer-two");
      }
      var imported = importDuringCuts(trainer);
      trainer.awaitReady();
      trainer.scenario().awaitTrue(() -> !trainer.key().equals(imported));
      if (!listedWithoutKeys) {
        awaitWarning(trainer, "does not list");
        assertThat(trainer.inSecret()).contains(imported);
      }
      trainer.scenario().sandbox().faults().clear();
      trainer.scenario().awaitTrue(() -> !world.isLive(imported));
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
    }
  }

  @Test
  void imported_key_revoked_in_the_app_is_forgotten() {
    try (var trainer = importRequired()) {
      var world = trainer.scenario().sandbox().world();
      var imported = importDuringCuts(trainer);
      awaitWarning(trainer, "does not list");
      world.revokeSecret(imported);
      trainer.scenario().awaitTrue(() -> !trainer.hasPrevious());
      trainer.scenario().awaitTrue(() -> trainer.resource().getStatus().warnings().isEmpty());
      assertThat(trainer.liveSecrets()).containsExactly(trainer.key());
    }
  }

  private static Trainer importRequired() {
    var trainer =
        new Trainer(Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_84)));
    trainer.scenario().applyTeam();
    trainer.scenario().awaitReady(Team.class, "vision");
    trainer.apply("secret: {netrc: true}");
    trainer.awaitReason("Stalled", "ImportRequired");
    return trainer;
  }

  private static String importDuringCuts(Trainer trainer) {
    var sandbox = trainer.scenario().sandbox();
    var imported = sandbox.world().issueKeyInApp(trainer.accountId(), "by hand");
    sandbox.faults().always("graphql.users", CUT);
    trainer.source(imported, "true");
    trainer.apply("secret: {netrc: true}\napiKey: {" + Trainer.IMPORT + "}");
    return imported;
  }

  /** The overlap is far longer than the test: a leaked key does not wait for its end. */
  @Test
  void leaked_key_is_revoked_once_it_is_listed() {
    try (var trainer =
        new Trainer(Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83)))) {
      var sandbox = trainer.scenario().sandbox();
      sandbox.faults().always("graphql.users", CUT);
      trainer.scenario().applyTeam();
      trainer.scenario().awaitReady(Team.class, "vision");
      trainer.apply("apiKey: {rotation: {every: 720h, overlap: 48h}}");
      trainer.awaitReady();
      var leaked = trainer.key();
      trainer.order("iam.wandb.com/revoke-now", "one");
      awaitWarning(trainer, "does not list");
      assertThat(trainer.inSecret()).contains(leaked).hasSize(2);
      sandbox.faults().clear();
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(leaked);
    }
  }

  /** The list cannot contain the current key either, so it must not count as cut short. */
  @Test
  void keys_revoked_in_the_app_are_not_waited_for() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var sandbox = trainer.scenario().sandbox();
      var leaked = trainer.key();
      sandbox.faults().always("graphql.deleteApiKey", SandboxFault.status(500));
      trainer.order("iam.wandb.com/revoke-now", "one");
      trainer.scenario().awaitTrue(() -> !trainer.key().equals(leaked));
      sandbox.world().revokeSecret(leaked);
      sandbox.world().revokeSecret(trainer.key());
      sandbox.faults().clear();
      trainer
          .scenario()
          .awaitThat(
              WandbServiceAccount.class,
              "trainer",
              one ->
                  one.getStatus().apiKey() != null && one.getStatus().apiKey().previous() == null);
      assertThat(trainer.liveSecrets()).isEmpty();
    }
  }

  private static void awaitWarning(Trainer trainer, String text) {
    trainer
        .scenario()
        .awaitThat(
            WandbServiceAccount.class,
            "trainer",
            one -> one.getStatus().warnings().stream().anyMatch(warning -> warning.contains(text)));
  }

  @Test
  void still_listed_key_is_revoked_again() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      trainer.withRotation(SHORT);
      var sandbox = trainer.scenario().sandbox();
      var first = trainer.key();
      sandbox.faults().once("graphql.deleteApiKey", new SandboxFault.Denial("route not found"));
      rotate(trainer);
      trainer.scenario().awaitTrue(() -> !sandbox.world().isLive(first));
      assertThat(struck(trainer, "graphql.deleteApiKey")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_83", "V0_84"})
  void keys_of_a_deleted_account_end_although_a_list_was_cut(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var world = trainer.scenario().sandbox().world();
      rotate(trainer);
      var gone = trainer.accountId();
      world.issueKeyInApp(gone, "beside it");
      assertThat(world.liveKeys(gone)).hasSize(3);
      // The first of the two requests asks for the owner of the key, the second for the list.
      trainer.scenario().sandbox().faults().addFor("trainer", "graphql.viewer", CUT, 2);
      world.deleteUser(gone);
      trainer.scenario().sync();
      trainer.scenario().awaitTrue(() -> !gone.equals(trainer.accountId()));
      assertThat(struck(trainer, "graphql.viewer")).isEqualTo(2);
      assertThat(world.liveKeys(gone)).isEmpty();
    }
  }

  /** A truncated list contains half of the accounts with this name part, and half of their keys. */
  @Test
  void account_is_deleted_only_when_no_key_is_listed() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var world = trainer.scenario().sandbox().world();
      rotate(trainer);
      var gone = trainer.accountId();
      world.addServiceAccount("vision", "trainer-two");
      assertThat(world.liveKeys(gone)).hasSize(2);
      trainer.scenario().sandbox().faults().once("graphql.users", CUT);
      trainer.scenario().delete(WandbServiceAccount.class, "trainer");
      trainer.scenario().awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(struck(trainer, "graphql.users")).isEqualTo(1);
      assertThat(world.idOf("trainer")).isEmpty();
      assertThat(world.liveKeys(gone)).isEmpty();
    }
  }

  @Test
  void adopted_account_keeps_no_operator_created_key() {
    try (var trainer =
        new Trainer(Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83)))) {
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
      scenario.sync();
      trainer.apply("adoptionPolicy: IfExists\ndeletionPolicy: Delete");
      trainer.awaitReady();
      rotate(trainer);
      scenario.sandbox().faults().once("graphql.users", CUT);
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(struck(trainer, "graphql.users")).isEqualTo(1);
      assertThat(world.liveKeys(account))
          .extracting(SandboxWorld.Key::secret)
          .containsExactly(original);
    }
  }

  /**
   * The server creates the key of a request after the operator abandoned the request and found no
   * key.
   */
  @Test
  void key_of_a_late_request_is_revoked() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var sandbox = trainer.scenario().sandbox();
      var account = trainer.accountId();
      var marker =
          "wandb-iam-operator cluster=%s resource=%s key=1"
              .formatted(
                  trainer
                      .scenario()
                      .client()
                      .namespaces()
                      .withName("kube-system")
                      .get()
                      .getMetadata()
                      .getUid(),
                  trainer.resource().getMetadata().getUid());
      sandbox.faults().once("graphql.generateApiKey", new SandboxFault.DropBefore());
      trainer.order(ROTATE, "one");
      trainer.scenario().awaitTrue(() -> struck(trainer, "graphql.generateApiKey") == 1);
      long given = given(trainer);
      trainer
          .scenario()
          .awaitTrue(
              () ->
                  sandbox.journal().since(given).stream()
                      .anyMatch(entry -> entry.operations().contains("graphql.users")));
      var late = sandbox.world().issueKeyInApp(account, marker);
      trainer.awaitHandled("rotate", "one");
      trainer.scenario().awaitTrue(() -> !sandbox.world().isLive(late));
      assertThat(trainer.inSecret()).containsExactlyInAnyOrderElementsOf(trainer.liveSecrets());
    }
  }

  private static long given(Trainer trainer) {
    return trainer.scenario().sandbox().journal().of("graphql.generateApiKey").stream()
        .mapToLong(SandboxJournal.Entry::sequence)
        .max()
        .orElseThrow();
  }

  private static void rotate(Trainer trainer) {
    trainer.order(ROTATE, "one");
    trainer.awaitHandled("rotate", "one");
  }

  /** Returns the number of requests of an operation with a fault. */
  private static long struck(Trainer trainer, String operation) {
    return trainer.scenario().sandbox().journal().of(operation).stream()
        .filter(entry -> entry.fault().isPresent())
        .count();
  }
}
