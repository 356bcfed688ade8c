package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Copies of a key's Secret in other namespaces, while these consent. */
class DeliveryIT {

  private static void consent(Trainer trainer, String namespace, String from) {
    trainer
        .scenario()
        .client()
        .namespaces()
        .withName(namespace)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"iam.wandb.com/accept-secrets-from\":\"%s\"}}}"
                .formatted(from));
  }

  private static Secret copy(Trainer trainer, String namespace, String name) {
    return trainer.scenario().client().secrets().inNamespace(namespace).withName(name).get();
  }

  private static void deliver(Trainer trainer, String more, String... namespaces) {
    trainer.apply("secret: {deliverTo: [%s]%s}".formatted(String.join(", ", namespaces), more));
  }

  @Test
  void a_copy_follows_its_secret_until_consent_is_withdrawn() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = trainer.scenario();
      var target = KubernetesTestServer.shared().newNamespace("eval");
      consent(trainer, target, "somebody, " + scenario.namespace());
      deliver(trainer, "", target);
      trainer.awaitReady();
      assertThat(copy(trainer, target, Trainer.SECRET).getData())
          .isEqualTo(scenario.get(Secret.class, Trainer.SECRET).getData());
      assertThat(trainer.resource().getStatus().deliveredTo()).containsExactly(target);

      scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/rotate", "one");
      scenario.awaitThat(
          WandbServiceAccount.class,
          "trainer",
          account -> "one".equals(account.getStatus().handled().get("rotate")));
      assertThat(copy(trainer, target, Trainer.SECRET).getData())
          .isEqualTo(scenario.get(Secret.class, Trainer.SECRET).getData());

      scenario.client().secrets().inNamespace(target).withName(Trainer.SECRET).delete();
      scenario.awaitTrue(() -> copy(trainer, target, Trainer.SECRET) != null);

      consent(trainer, target, "somebody");
      scenario.awaitTrue(() -> copy(trainer, target, Trainer.SECRET) == null);
      assertThat(trainer.awaitReason("Ready", "ConsentMissing"))
          .contains(target, "accept-secrets-from", "add " + scenario.namespace());
    }
  }

  @Test
  void namespace_without_consent_is_reported_like_a_missing_one() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var target = KubernetesTestServer.shared().newNamespace("eval");
      deliver(trainer, "", target);
      var refused = trainer.awaitReason("Ready", "ConsentMissing").replace(target, "X");
      deliver(trainer, "", "nowhere");
      assertThat(trainer.awaitReason("Ready", "ConsentMissing").replace("nowhere", "X"))
          .isEqualTo(refused);
      assertThat(copy(trainer, target, Trainer.SECRET)).isNull();
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());

      deliver(trainer, "", target);
      consent(trainer, target, trainer.scenario().namespace());
      trainer.awaitReady();
      assertThat(copy(trainer, target, Trainer.SECRET)).isNotNull();
    }
  }

  @Test
  void copies_follow_the_secret_name_targets_and_resource() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var first = KubernetesTestServer.shared().newNamespace("eval");
      var second = KubernetesTestServer.shared().newNamespace("eval");
      for (var target : List.of(first, second)) {
        consent(trainer, target, trainer.scenario().namespace());
      }
      deliver(trainer, "", first, second);
      trainer.awaitReady();
      deliver(trainer, ", name: elsewhere", first, second);
      trainer.scenario().awaitTrue(() -> copy(trainer, second, Trainer.SECRET) == null);
      assertThat(copy(trainer, first, "elsewhere")).isNotNull();
      deliver(trainer, ", name: elsewhere", second);
      trainer.scenario().awaitTrue(() -> copy(trainer, first, "elsewhere") == null);
      trainer.scenario().delete(WandbServiceAccount.class, "trainer");
      trainer.scenario().awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(copy(trainer, second, "elsewhere")).isNull();
    }
  }

  @Test
  void foreign_secret_is_never_overwritten() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_81)) {
      var target = KubernetesTestServer.shared().newNamespace("eval");
      consent(trainer, target, trainer.scenario().namespace());
      var theirs = Scenario.secret(target, Trainer.SECRET, Map.of(), Map.of("own", "value"));
      trainer.scenario().client().resource(theirs).create();
      deliver(trainer, "", target);
      assertThat(trainer.awaitReason("Ready", "ConsentMissing")).contains("another Secret");
      assertThat(copy(trainer, target, Trainer.SECRET).getData()).containsOnlyKeys("own");
    }
  }
}
