package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Secret with the key: created, kept, moved, and never filled with another account's key. */
class SecretsIT {

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void secret_has_a_working_key_and_the_client_settings(SandboxVersion version) {
    try (var trainer = Trainer.ready(version)) {
      var scenario = trainer.scenario();
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
      assertThat(scenario.secretValue(Trainer.SECRET, "WANDB_ENTITY")).isEqualTo("vision");
      assertThat(scenario.secretValue(Trainer.SECRET, "WANDB_BASE_URL"))
          .isEqualTo(scenario.sandbox().url().toString());
      assertThat(scenario.secretValue(Trainer.SECRET, "netrc"))
          .isEqualTo(
              "machine "
                  + scenario.sandbox().url().getAuthority()
                  + "\n  login user\n  password "
                  + trainer.key()
                  + "\n");
      var key = trainer.resource().getStatus().apiKey();
      assertThat(key.createdAt()).isBetween(Instant.now().minusSeconds(300), Instant.now());
    }
  }

  @Test
  void deleted_secret_is_restored_with_its_key_and_age() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var key = trainer.key();
      var before = trainer.resource().getStatus().apiKey();
      trainer.scenario().delete(Secret.class, Trainer.SECRET);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> trainer.scenario().find(Secret.class, Trainer.SECRET).isPresent());
      assertThat(trainer.key()).isEqualTo(key);
      assertThat(trainer.awaitReady().getStatus().apiKey()).isEqualTo(before);
    }
  }

  @Test
  void an_edited_secret_is_repaired() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var key = trainer.key();
      trainer
          .scenario()
          .client()
          .resource(trainer.scenario().get(Secret.class, Trainer.SECRET))
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"stringData\":{\"WANDB_API_KEY\":\"by hand\",\"WANDB_ENTITY\":\"elsewhere\"}}");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  trainer.key().equals(key)
                      && trainer
                          .scenario()
                          .secretValue(Trainer.SECRET, "WANDB_ENTITY")
                          .equals("vision"));
    }
  }

  @Test
  void renamed_secret_keeps_its_key() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var key = trainer.key();
      trainer.apply("secret: {name: elsewhere}");
      trainer.scenario().awaitGone(Secret.class, Trainer.SECRET);
      assertThat(trainer.scenario().secretValue("elsewhere", "WANDB_API_KEY")).isEqualTo(key);
      assertThat(trainer.awaitReady().getStatus().secretName()).isEqualTo("elsewhere");
    }
  }

  @Test
  void undeclared_secrets_of_a_stopped_reconciliation_are_deleted() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = trainer.scenario();
      var elsewhere = KubernetesTestServer.shared().newNamespace("elsewhere");
      var secret = scenario.get(Secret.class, Trainer.SECRET);
      scenario.client().resource(like(secret, scenario.namespace(), "half-moved")).create();
      var copy = like(secret, elsewhere, Trainer.SECRET);
      copy.getMetadata()
          .getAnnotations()
          .put("iam.wandb.com/owned-by", "Delivery/" + scenario.namespace() + "/trainer");
      scenario.client().resource(copy).create();
      scenario.awaitGone(Secret.class, "half-moved");
      scenario.awaitTrue(
          () ->
              scenario.client().secrets().inNamespace(elsewhere).withName(Trainer.SECRET).get()
                  == null);
      trainer.awaitReady();
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
    }
  }

  private static Secret like(Secret secret, String namespace, String name) {
    return new SecretBuilder(secret)
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(secret.getMetadata().getLabels())
        .withAnnotations(new HashMap<>(secret.getMetadata().getAnnotations()))
        .endMetadata()
        .build();
  }

  @Test
  void lost_hashed_key_stays_reported_after_a_reconcile_request() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      trainer.loseKey();
      assertThat(trainer.awaitReason("Stalled", "KeyLost")).contains("spec.apiKey.importFrom");
      trainer
          .scenario()
          .annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/reconcile", "again");
      trainer
          .scenario()
          .awaitThat(
              WandbServiceAccount.class,
              "trainer",
              account -> account.getStatus().handled().toString().contains("again"));
      trainer.awaitReason("Stalled", "KeyLost");
      assertThat(trainer.scenario().find(Secret.class, Trainer.SECRET)).isEmpty();
    }
  }

  @Test
  void import_needs_a_label_a_valid_key_and_the_right_account() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_84)) {
      var world = trainer.scenario().sandbox().world();
      var own = world.issueKeyInApp(trainer.accountId(), "second");
      var others = world.issueKeyInApp(world.addServiceAccount("vision", "other"), "first");
      trainer.source(own, "false");
      trainer.loseKey();
      trainer.awaitReason("Stalled", "KeyLost");
      trainer.apply("apiKey: {importFrom: {secretRef: {name: first-key, key: apiKey}}}");

      assertThat(trainer.awaitReason("Stalled", "SourceLabelMissing"))
          .contains("spec.apiKey.importFrom.secretRef", "iam.wandb.com/source");
      long mark = trainer.scenario().sandbox().journal().mark();
      trainer.source("no key at all", "true");
      assertThat(trainer.awaitReason("Stalled", "KeyInvalid")).doesNotContain("no key at all");
      assertThat(trainer.scenario().sandbox().journal().writes(mark)).isEmpty();
      trainer.source(others, "true");
      trainer
          .scenario()
          .awaitThat(
              WandbServiceAccount.class,
              "trainer",
              account ->
                  Scenario.condition(account, "Stalled")
                      .filter(stalled -> stalled.message().contains("another account"))
                      .isPresent());
      assertThat(trainer.scenario().find(Secret.class, Trainer.SECRET)).isEmpty();
      trainer.source(own, "true");
      trainer.awaitReady();
      assertThat(world.liveKeys(trainer.accountId()))
          .as("the imported key is rotated at once, and the lost key is revoked")
          .extracting(SandboxWorld.Key::secret)
          .containsExactly(trainer.key());
    }
  }
}
