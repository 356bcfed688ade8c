package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A tenant with all tenant permissions attacks another tenant's team, account, key and Secret. The
 * victim is the ServiceAccount {@code trainer} and its Team.
 */
class HostileTenantIT {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String OPERATOR = "wandb-iam-operator";

  private static String attacker() {
    return KubernetesTestServer.shared().newNamespace("mallory");
  }

  private static Secret secret(Trainer victim, String namespace, String name) {
    return victim.scenario().client().secrets().inNamespace(namespace).withName(name).get();
  }

  private static void consent(Trainer victim, String namespace, String from) {
    victim
        .scenario()
        .client()
        .namespaces()
        .withName(namespace)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"iam.wandb.com/accept-secrets-from\":%s}}}"
                .formatted(from));
  }

  private static String fingerprint(String key) throws Exception {
    var hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 8);
  }

  /** The annotations are complete and valid, but the operator wrote them for another resource. */
  @Test
  void annotations_copied_from_another_team_prove_no_ownership() {
    try (var victim = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = victim.scenario();
      scenario.awaitAnnotation(Team.class, "vision", "iam.wandb.com/id-proof");
      var copied = scenario.get(Team.class, "vision");
      scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/abandon", "true");
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(Team.class, "vision");

      var forged = new Team();
      forged.getMetadata().setName("vision");
      forged.getMetadata().setNamespace(attacker());
      forged.getMetadata().setAnnotations(copied.getMetadata().getAnnotations());
      forged.setSpec(copied.getSpec());
      forged.setStatus(copied.getStatus());
      scenario.client().resource(forged).create();
      scenario.awaitReason(
          Team.class, forged.getMetadata().getNamespace(), "vision", "Stalled", "Conflict");
      var found =
          scenario
              .client()
              .resources(Team.class)
              .inNamespace(forged.getMetadata().getNamespace())
              .withName("vision")
              .require();
      assertThat(found.getStatus().id()).isNull();
      assertThat(found.getStatus().adopted()).isNull();
    }
  }

  @Test
  void copied_resource_gets_its_own_account_and_key() {
    try (var victim = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = victim.scenario();
      scenario.awaitAnnotation(WandbServiceAccount.class, "trainer", "iam.wandb.com/id-proof");
      var before = victim.liveSecrets();
      var mallory = attacker();
      scenario.apply(team("mallory", mallory));
      var forged = new WandbServiceAccount();
      forged.getMetadata().setName("trainer");
      forged.getMetadata().setNamespace(mallory);
      forged.getMetadata().setAnnotations(victim.resource().getMetadata().getAnnotations());
      forged.setSpec(account(mallory, "mallory").getSpec());
      forged.setStatus(victim.resource().getStatus());
      scenario.client().resource(forged).create();
      var found = ready(victim, mallory);
      assertThat(found.getStatus().id()).isNotEqualTo(victim.accountId());
      var key = value(secret(victim, mallory, Trainer.SECRET), "WANDB_API_KEY");
      assertThat(victim.holderOf(key)).isEqualTo(found.getStatus().id());
      assertThat(victim.liveSecrets()).isEqualTo(before);
    }
  }

  private static String team(String name, String namespace) {
    return """
    apiVersion: iam.wandb.com/v1alpha1
    kind: Team
    metadata: {name: %s, namespace: %s}
    spec: {serverRef: {name: $SERVER}}
    """
        .formatted(name, namespace);
  }

  private static WandbServiceAccount account(String namespace, String team) {
    return Serialization.unmarshal(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: ServiceAccount
        metadata: {name: trainer, namespace: %s}
        spec: {teamRef: {name: %s}}
        """
            .formatted(namespace, team),
        WandbServiceAccount.class);
  }

  private static WandbServiceAccount ready(Trainer victim, String namespace) {
    victim
        .scenario()
        .awaitReason(WandbServiceAccount.class, namespace, "trainer", "Ready", "Ready");
    return victim
        .scenario()
        .client()
        .resources(WandbServiceAccount.class)
        .inNamespace(namespace)
        .withName("trainer")
        .require();
  }

  private static String value(Secret secret, String key) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }

  /** A Secret with all marks of the operator exists before the operator creates its own. */
  @Test
  void forged_operator_secret_imports_and_revokes_no_key() throws Exception {
    try (var victim = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = victim.scenario();
      var world = scenario.sandbox().world();
      var key = world.liveKeys(victim.accountId()).getFirst();
      var mallory = attacker();
      var stolen = "f".repeat(40);
      var annotations = new HashMap<>(marks("ServiceAccount/trainer", victim.accountId()));
      for (var which : List.of("key-", "previous-key-")) {
        annotations.put("iam.wandb.com/" + which + "id", key.id());
        annotations.put("iam.wandb.com/" + which + "fingerprint", fingerprint(stolen));
        annotations.put("iam.wandb.com/" + which + "sequence", "7");
      }
      var forged =
          Scenario.secret(
              mallory,
              Trainer.SECRET,
              Map.of(MANAGED_BY, OPERATOR),
              Map.of("WANDB_API_KEY", stolen));
      forged.getMetadata().setAnnotations(annotations);
      scenario.client().resource(forged).create();
      scenario.apply(team("mallory", mallory));
      scenario.client().resource(account(mallory, "mallory")).create();
      var id = ready(victim, mallory).getStatus().id();

      // Repeats the attack after the account id is known.
      annotations.put("iam.wandb.com/account-id", id);
      annotations.remove("iam.wandb.com/key-id");
      annotations.remove("iam.wandb.com/key-fingerprint");
      forge(victim, mallory, annotations, stolen);
      order(victim, mallory, "revoke-now", "one");
      scenario.awaitTrue(
          () -> "one".equals(ready(victim, mallory).getStatus().handled().get("revoke-now")));

      var published = value(secret(victim, mallory, Trainer.SECRET), "WANDB_API_KEY");
      assertThat(victim.holderOf(published)).isEqualTo(id).isNotEqualTo(victim.accountId());
      assertThat(world.liveKeys(victim.accountId())).containsExactly(key);
      assertThat(victim.holderOf(victim.key())).isEqualTo(victim.accountId());
    }
  }

  private static Map<String, String> marks(String owner, String account) {
    return Map.of("iam.wandb.com/owned-by", owner, "iam.wandb.com/account-id", account);
  }

  /** Edits the Secret in one write, so that the operator does not repair it in between. */
  private static void forge(
      Trainer victim, String namespace, Map<String, String> annotations, String previous) {
    victim
        .scenario()
        .client()
        .secrets()
        .inNamespace(namespace)
        .withName(Trainer.SECRET)
        .edit(
            secret -> {
              secret.getMetadata().getAnnotations().putAll(annotations);
              secret
                  .getData()
                  .put(
                      "WANDB_API_KEY_PREVIOUS",
                      Base64.getEncoder()
                          .encodeToString(previous.getBytes(StandardCharsets.UTF_8)));
              return secret;
            });
  }

  private static void order(Trainer victim, String namespace, String order, String value) {
    victim
        .scenario()
        .client()
        .resources(WandbServiceAccount.class)
        .inNamespace(namespace)
        .withName("trainer")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"iam.wandb.com/%s\":\"%s\"}}}"
                .formatted(order, value));
  }

  /** Forged as a copy, as the Secret in the operator's namespace, and as the Secret itself. */
  @Test
  void forged_secrets_elsewhere_do_not_affect_the_victim() {
    try (var victim = Trainer.ready(SandboxVersion.V0_84)) {
      var scenario = victim.scenario();
      scenario.awaitTrue(() -> victim.liveSecrets().equals(List.of(victim.key())));
      var key = victim.key();
      var owner = scenario.namespace() + "/trainer";
      var mallory = attacker();
      int number = 0;
      for (var claimed :
          List.of("Delivery/" + owner, "Escrow/" + owner, "ServiceAccount/trainer")) {
        var forged =
            Scenario.secret(
                mallory,
                "forged-" + number++,
                Map.of(MANAGED_BY, OPERATOR),
                Map.of("WANDB_API_KEY", "f".repeat(40), "apiKey", "f".repeat(40)));
        forged.getMetadata().setAnnotations(marks(claimed, victim.accountId()));
        scenario.client().resource(forged).create();
      }
      scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/reconcile", "two");
      victim.awaitHandled("reconcile", "two");
      victim.awaitReady();
      assertThat(victim.key()).isEqualTo(key);
      assertThat(victim.liveSecrets()).containsExactly(key);
      assertThat(scenario.client().secrets().inNamespace(mallory).list().getItems())
          .flatExtracting(secret -> List.copyOf(secret.getData().values()))
          .noneMatch(
              data ->
                  data.equals(
                      secret(victim, scenario.namespace(), Trainer.SECRET)
                          .getData()
                          .get("WANDB_API_KEY")));
    }
  }

  @Test
  void foreign_secret_is_reported_like_a_missing_one() {
    try (var victim = Trainer.ready(SandboxVersion.V0_84)) {
      var scenario = victim.scenario();
      victim.source(
          scenario.sandbox().world().issueKeyInApp(victim.accountId(), "by hand"), "true");
      var mallory = attacker();
      scenario.apply(team("mallory", mallory));
      for (var name : List.of(Trainer.SOURCE, "nowhere")) {
        scenario.apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: ServiceAccount
            metadata: {name: trainer, namespace: %s}
            spec:
              name: mallory-trainer
              teamRef: {name: mallory}
              apiKey: {importFrom: {secretRef: {name: %s, key: apiKey}}}
            """
                .formatted(mallory, name));
        var told =
            scenario.awaitReason(
                WandbServiceAccount.class, mallory, "trainer", "Stalled", "SecretNotFound");
        assertThat(told.message())
            .isEqualTo(
                "spec.apiKey.importFrom.secretRef.name: Secret "
                    + name
                    + " does not exist in this namespace.");
      }
    }
  }

  /** Refused even with a consent annotation, because that namespace contains admin keys. */
  @Test
  void secret_is_never_delivered_to_the_operator_namespace() {
    try (var victim = Trainer.ready(SandboxVersion.V0_81)) {
      consent(victim, OperatorUnderTest.NAMESPACE, "\"" + victim.scenario().namespace() + "\"");
      try {
        victim.apply("secret: {deliverTo: [%s]}".formatted(OperatorUnderTest.NAMESPACE));
        assertThat(victim.awaitReason("Ready", "ConsentMissing"))
            .contains(OperatorUnderTest.NAMESPACE);
        assertThat(secret(victim, OperatorUnderTest.NAMESPACE, Trainer.SECRET)).isNull();
      } finally {
        consent(victim, OperatorUnderTest.NAMESPACE, "null");
      }
    }
  }

  /** A value longer than its status field would otherwise block every status update. */
  @Test
  void action_of_any_length_is_executed_once() {
    try (var victim = Trainer.ready(SandboxVersion.V0_81)) {
      var scenario = victim.scenario();
      var key = victim.key();
      var value = "x".repeat(100_000);
      victim.order("iam.wandb.com/rotate", value);
      scenario.awaitTrue(() -> !victim.key().equals(key));
      var handled =
          scenario
              .awaitThat(
                  WandbServiceAccount.class,
                  "trainer",
                  found -> found.getStatus().handled().containsKey("rotate"))
              .getStatus()
              .handled();
      assertThat(handled.get("rotate")).hasSizeLessThan(20);
      var next = victim.key();
      victim.order("iam.wandb.com/reconcile", "after");
      victim.awaitHandled("reconcile", "after");
      assertThat(victim.key()).isEqualTo(next);
      scenario.sync();
      assertThat(scenario.get(WandbServer.class, scenario.server()).getStatus().conditions())
          .isNotEmpty();
      assertThat(scenario.sandbox().world().liveKeys(victim.accountId()))
          .extracting(SandboxWorld.Key::secret)
          .containsExactlyInAnyOrder(key, next);
    }
  }
}
