package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.NOON;
import static com.wandb.iam.account.key.KeyWorld.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class KeySecretsTest {
  private static final String OWNER = "ServiceAccount/trainer";
  private static final ApiKey ONE = ApiKey.of("1".repeat(40));
  private static final ApiKey TWO = ApiKey.of("2".repeat(40));
  private static final ApiKey THREE = ApiKey.of("3".repeat(40));

  private KubernetesClient client;
  private KubernetesMockServer api;
  private KeyWorld world;
  private KeySecrets secrets;

  @BeforeEach
  void begin() {
    world = new KeyWorld(client);
    secrets = world.keySecrets;
  }

  @AfterEach
  void end() {
    world.close();
  }

  static Map<String, String> encoded(Map<String, String> data) {
    var all = new TreeMap<String, String>();
    data.forEach(
        (key, value) ->
            all.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return all;
  }

  private static KeyRing ring(ApiKey key, long sequence) {
    return new KeyRing(new KeyRing.Held(key, "k" + sequence, sequence, NOON), null);
  }

  /** Stores keys of the account in a Secret of that owner. */
  private void put(String namespace, String name, String owner, KeyRing keys) {
    var annotations = new TreeMap<>(keys.annotations());
    annotations.put(KeyRing.ACCOUNT_ID, world.id);
    var data = new TreeMap<String, String>();
    keys.values().forEach(key -> data.put("key-" + data.size(), key.reveal()));
    world.secrets.apply(
        new OwnedSecret(namespace, name, owner, null, Map.of(), annotations, data),
        world.secret(namespace, name).orElse(null));
  }

  private void publish(AccountReconciliation pass, KeyRing keys) {
    secrets.publish(pass, world.account(), keys, Map.of(), null);
  }

  private boolean exists(String name) {
    return world.secret("ml", name).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                                                             |
          apiKey: {}                                                         |
          apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}     | source
          """)
  void source_is_the_secret_to_import_from(@Nullable String spec, @Nullable String name) {
    var resource = world.fixture.resource(spec == null ? "" : spec, "");
    assertThat(KeySecrets.sourceOf(resource).orElse(null)).isEqualTo(name);
  }

  @Test
  void foreign_secret_of_the_name_is_a_conflict() {
    put("ml", "trainer-wandb", "ServiceAccount/other", ring(ONE, 1));
    var abort = catchThrowableOfType(ReconcileAbort.class, () -> secrets.present(world.pass()));
    assertThat(abort.conclusion().finding(ConditionType.Ready).orElseThrow().reason())
        .isEqualTo(Reason.SecretConflict);
    put("ml", "trainer-wandb-2", OWNER, ring(ONE, 1));
    world.declare("secret: {name: trainer-wandb-2}");
    assertThat(secrets.present(world.pass())).isPresent();
  }

  @Test
  void secret_created_by_another_meanwhile_is_not_overwritten() {
    var read = new KeySecrets.Copies(null, null);
    put("ml", "trainer-wandb", "ServiceAccount/other", ring(ONE, 1));
    var present = world.secret("ml", "trainer-wandb").orElseThrow();
    var stale = new KeySecrets.Copies(present, read.escrow());
    var pass = world.pass();
    var account = world.account();
    var abort =
        catchThrowableOfType(
            ReconcileAbort.class,
            () -> secrets.publish(pass, account, ring(TWO, 1), Map.of(), stale));
    assertThat(abort.conclusion().finding(ConditionType.Ready).orElseThrow().reason())
        .isEqualTo(Reason.SecretConflict);
  }

  @Test
  void secret_in_a_terminating_namespace_waits() {
    var refusal =
        new StatusBuilder()
            .withCode(403)
            .withNewDetails()
            .addNewCause()
            .withReason("NamespaceTerminating")
            .endCause()
            .endDetails()
            .build();
    api.expect().post().withPath("/api/v1/namespaces/ml/secrets").andReturn(403, refusal).once();
    var pass = world.pass();
    var abort = catchThrowableOfType(ReconcileAbort.class, () -> publish(pass, ring(ONE, 1)));
    assertThat(abort.conclusion().finding(ConditionType.Ready).orElseThrow().reason())
        .isEqualTo(Reason.Pending);
    assertThat(pass.draft().secretName).isNull();
  }

  /** Number in status, in the escrow and in the Secret, and the number that counts. */
  @ParameterizedTest
  @CsvSource({"1, 1, 2, 1", "1, 2, 1, 1", "2, 1, 2, 2", "1, , 1, 1", "1, 1, , 1", ", 1, 2, 1"})
  void escrow_counts_unless_it_is_older_than_the_secret(
      @Nullable Long status, @Nullable Long kept, @Nullable Long published, long counts) {
    if (kept != null) {
      put(OPERATOR, escrowName(), "Escrow/ml/trainer", ring(ONE, kept));
    }
    if (published != null) {
      put("ml", "trainer-wandb", OWNER, ring(TWO, published));
    }
    var pass = world.pass();
    pass.draft().apiKey = status == null ? null : KeyCase.state("k", status, null);
    var present = secrets.present(pass).orElse(null);
    var held = secrets.held(pass, world.account(), secrets.copies(pass, present));
    assertThat(held.current()).isNotNull();
    assertThat(held.current().sequence()).isEqualTo(counts);
  }

  /** Publishes once on a server with hashed keys, to learn the name. */
  private String escrowName() {
    world.fixture.server.version(0, 84);
    var pass = world.pass();
    pass.draft().id = world.id;
    publish(pass, ring(THREE, 9));
    var name = client.secrets().inNamespace(OPERATOR).list().getItems().getFirst();
    secrets.delete(pass);
    assertThat(client.secrets().inAnyNamespace().list().getItems()).isEmpty();
    return name.getMetadata().getName();
  }

  @Test
  void keys_of_another_account_do_not_count() {
    put("ml", "trainer-wandb", OWNER, ring(ONE, 1));
    var present = world.secret("ml", "trainer-wandb").orElseThrow();
    present.getMetadata().getAnnotations().put(KeyRing.ACCOUNT_ID, "other");
    var pass = world.pass();
    assertThat(secrets.held(pass, world.account(), new KeySecrets.Copies(present, null)))
        .isEqualTo(KeyRing.EMPTY);
    present.getMetadata().setAnnotations(null);
    assertThat(secrets.holds(pass, world.account(), present, KeyRing.EMPTY)).isTrue();
  }

  @Test
  void secret_holds_exactly_its_keys() {
    var both = ring(ONE, 1).followedBy(new KeyRing.Held(TWO, "k2", 2, NOON));
    publish(world.pass(), both);
    var present = world.secret("ml", "trainer-wandb").orElseThrow();
    var pass = world.pass();
    var account = world.account();
    assertThat(secrets.holds(pass, account, present, both)).isTrue();
    assertThat(secrets.holds(pass, account, present, both.alone())).isFalse();
    assertThat(secrets.holds(pass, account, null, both)).as("no former name").isFalse();
  }

  @Test
  void escrow_is_kept_where_a_key_is_shown_once() {
    world.fixture.server.version(0, 84);
    var pass = world.pass();
    publish(pass, ring(ONE, 1).followedBy(new KeyRing.Held(TWO, "k2", 2, NOON)));
    var copy = client.secrets().inNamespace(OPERATOR).list().getItems().getFirst();
    assertThat(KeyEscrow.ownerOf(copy)).contains(new ResourceID("trainer", "ml"));
    var kept = KeyEscrow.keys(copy, pass.resource(), world.id, NOON);
    assertThat(kept.values()).containsExactly(TWO, ONE);
    assertThat(KeyEscrow.keys(copy, pass.resource(), "other", NOON)).isEqualTo(KeyRing.EMPTY);
    assertThat(KeyEscrow.keys(null, pass.resource(), world.id, NOON)).isEqualTo(KeyRing.EMPTY);
    world.fixture.server.version(0, 82);
    publish(pass, ring(TWO, 2));
    assertThat(client.secrets().inNamespace(OPERATOR).list().getItems()).isEmpty();
  }

  @Test
  void foreign_secret_in_place_of_the_escrow_is_not_changed() {
    var name = escrowName();
    put(OPERATOR, name, "Escrow/b/trainer", ring(THREE, 1));
    assertThatIllegalStateException()
        .isThrownBy(() -> publish(world.pass(), ring(ONE, 1)))
        .withMessageContaining(name);
    assertThat(exists("trainer-wandb")).isFalse();
  }

  @Test
  void renamed_secret_takes_the_keys_and_loses_the_old_one() {
    publish(world.pass(), ring(ONE, 1));
    world.declare("secret: {name: other}");
    var pass = world.pass();
    pass.draft().secretName = "trainer-wandb";
    assertThat(secrets.holds(pass, world.account(), null, ring(ONE, 1))).isTrue();
    assertThat(secrets.destination(pass, null)).containsEntry("WANDB_ENTITY", "vision");
    publish(pass, ring(ONE, 1));
    assertThat(exists("other")).isTrue();
    assertThat(exists("trainer-wandb")).isFalse();
    assertThat(pass.draft().secretName).isEqualTo("other");
  }

  @Test
  void destination_without_secret_is_empty() {
    assertThat(secrets.destination(world.pass(), null)).isEmpty();
  }

  @Test
  void stray_secrets_of_the_resource_are_deleted() {
    put("ml", "stray", OWNER, ring(ONE, 1));
    put("ml", "foreign", "ServiceAccount/other", ring(ONE, 1));
    put("b", "namesake", OWNER, ring(ONE, 1));
    publish(world.pass(), ring(ONE, 1));
    assertThat(exists("stray")).isFalse();
    assertThat(exists("foreign")).isTrue();
    assertThat(world.secret("b", "namesake")).isPresent();
  }

  @Test
  void deleted_account_leaves_no_secret() {
    world.fixture.server.version(0, 84);
    var pass = world.pass();
    publish(pass, ring(ONE, 1));
    secrets.delete(pass);
    assertThat(client.secrets().inAnyNamespace().list().getItems()).isEmpty();
  }

  @Test
  void orphaned_account_keeps_a_secret_without_owner() {
    world.fixture.server.version(0, 84);
    var pass = world.pass();
    publish(pass, ring(ONE, 1));
    assertThat(owners()).isEqualTo(1);
    secrets.disown(world.pass());
    assertThat(owners()).as("status names no Secret").isEqualTo(1);
    secrets.disown(pass);
    assertThat(owners()).isZero();
    assertThat(client.secrets().inNamespace(OPERATOR).list().getItems()).isEmpty();
  }

  private int owners() {
    return world
        .secret("ml", "trainer-wandb")
        .orElseThrow()
        .getMetadata()
        .getOwnerReferences()
        .size();
  }

  @Test
  void keys_left_come_from_both_copies_once() {
    put(OPERATOR, escrowName(), "Escrow/ml/trainer", ring(ONE, 1));
    put("ml", "trainer-wandb", OWNER, ring(ONE, 1).followedBy(ring(TWO, 2).current()));
    assertThat(secrets.left(world.pass(), world.id)).containsExactly(ONE, TWO);
    assertThat(secrets.left(world.pass(), "other")).isEmpty();
  }
}
