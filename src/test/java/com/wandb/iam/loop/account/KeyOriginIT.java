package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks the recognition of the operator's own keys among restored, forged and foreign ones. */
class KeyOriginIT {
  private static final String ROTATE = "iam.wandb.com/rotate";
  private static final String SHORT = "{every: 720h, overlap: 1s}";

  @Test
  void key_id_edited_by_a_tenant_revokes_no_other_key() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      trainer.withRotation(SHORT);
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
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(world.liveKeys(victim)).containsExactly(key);
    }
  }

  @Test
  void keys_of_an_operator_in_another_cluster_are_a_conflict() {
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
      trainer.apply("secret: {netrc: true}\napiKey: {" + Trainer.IMPORT + "}");
      assertThat(trainer.awaitReason("Stalled", "Conflict")).contains("another cluster");
    }
  }

  @Test
  void adopted_account_loses_only_operator_created_keys() {
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
      scenario.sync();
      trainer.apply(
          "adoptionPolicy: IfExists\ndeletionPolicy: Delete\napiKey: {rotation: " + SHORT + "}");
      trainer.awaitReady();
      assertThat(trainer.key()).isEqualTo(original);
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      scenario.awaitTrue(() -> !trainer.hasPrevious());
      assertThat(trainer.key()).isNotEqualTo(original);
      assertThat(trainer.liveSecrets()).containsExactlyInAnyOrder(original, trainer.key());

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
  void resource_restored_with_its_secret_keeps_its_keys(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var scenario = trainer.scenario();
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      scenario.awaitAnnotation(WandbServiceAccount.class, "trainer", "iam.wandb.com/id-proof");
      var backup = trainer.resource();
      var account = trainer.accountId();
      var live = Set.copyOf(trainer.liveSecrets());
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
      assertThat(trainer.inSecret()).isEqualTo(live);
      assertThat(Set.copyOf(trainer.liveSecrets())).isEqualTo(live);
    }
  }

  @Test
  void outdated_secret_does_not_count_as_the_current_one() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      trainer.withRotation(SHORT);
      var old = trainer.scenario().get(Secret.class, Trainer.SECRET);
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      var now = trainer.key();
      old.getMetadata().setResourceVersion(null);
      old.getMetadata().setManagedFields(null);
      trainer.scenario().client().resource(old).forceConflicts().serverSideApply();
      trainer.scenario().awaitTrue(() -> trainer.key().equals(now));
      assertThat(trainer.liveSecrets()).containsExactly(now);
      trainer.awaitReady();
    }
  }

  @Test
  void key_shown_by_the_server_is_not_marked_as_imported() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var annotations =
          trainer.scenario().get(Secret.class, Trainer.SECRET).getMetadata().getAnnotations();
      assertThat(annotations).doesNotContainKey("iam.wandb.com/key-imported");
    }
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      assertThat(
              trainer.scenario().get(Secret.class, Trainer.SECRET).getMetadata().getAnnotations())
          .as("the imported key is rotated at once")
          .containsEntry("iam.wandb.com/key-sequence", "1")
          .doesNotContainKey("iam.wandb.com/key-imported");
    }
  }

  @Test
  void action_executed_before_a_restore_is_not_repeated() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      trainer.withRotation(SHORT);
      trainer.order(ROTATE, "one");
      trainer.awaitHandled("rotate", "one");
      trainer.scenario().awaitTrue(() -> trainer.liveSecrets().equals(List.of(trainer.key())));
      trainer.awaitReady();
      var key = trainer.key();
      var backup = abandoned(trainer);
      trainer.scenario().client().resource(backup).create();
      assertThat(trainer.awaitReady().getStatus().handled()).containsEntry("rotate", "one");
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(trainer.liveSecrets()).containsExactly(key);
    }
  }

  /** Abandons the resource, deletes it, and returns it as in a backup, without status. */
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

  /**
   * Because of this, the operator can revoke the key even if the account is deleted in the W&B App
   * and the Secret is emptied.
   */
  @Test
  void key_id_is_in_status_before_the_key_is_in_the_secret() {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83))) {
      var trainer = new Trainer(scenario);
      var told = new ConcurrentHashMap<String, Long>();
      var published = new ConcurrentHashMap<String, Long>();
      try (var accounts =
              watch(
                  scenario.client().resources(WandbServiceAccount.class),
                  scenario,
                  one -> idsIn(one).forEach(id -> told.putIfAbsent(id, Trainer.versionOf(one))));
          var secrets =
              watch(
                  scenario.client().secrets(),
                  scenario,
                  one ->
                      Secrets.value(one, "WANDB_API_KEY")
                          .ifPresent(key -> published.putIfAbsent(key, Trainer.versionOf(one))))) {
        assertThat(accounts).isNotSameAs(secrets);
        scenario.applyTeam();
        trainer.apply("");
        trainer.awaitReady();
        trainer.order(ROTATE, "one");
        trainer.awaitHandled("rotate", "one");
        trainer.awaitReady();
        scenario.awaitTrue(() -> published.size() == 2 && told.size() == 2);
        scenario.sandbox().world().keysEverIssued().stream()
            .filter(key -> published.containsKey(key.secret()))
            .forEach(
                key ->
                    assertThat(told.get(key.id()))
                        .as(key.toString())
                        .isNotNull()
                        .isLessThan(published.get(key.secret())));
      }
    }
  }

  private static Stream<String> idsIn(WandbServiceAccount account) {
    var status = account.getStatus();
    return Stream.of(
            Optional.ofNullable(status.apiKey()).map(ApiKeyState::id),
            Optional.ofNullable(status.pendingKey()).map(PendingKey::id))
        .flatMap(Optional::stream);
  }

  private static <R extends HasMetadata> Watch watch(
      MixedOperation<R, ?, ?> kind, Scenario scenario, Consumer<R> told) {
    return kind.inNamespace(scenario.namespace())
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, R resource) {
                told.accept(resource);
              }

              @Override
              public void onClose(WatcherException broken) {}
            });
  }
}
