package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers since 0.84 show a key only once, so that the first one is imported. */
@EnableKubernetesMockClient(crud = true, https = false)
class KeyImportTest {
  private static final String IMPORT =
      "apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}";

  private KubernetesClient client;
  private KeyWorld world;

  @BeforeEach
  void begin() {
    world = new KeyWorld(client);
    world.fixture.server.version(0, 84);
    // Made before 0.84, and never seen by a user.
    world.fixture.server.keys().revoke("key-1");
    world.declare(IMPORT);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void source(@Nullable String label, String value) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("ml")
                .withName("source")
                .withLabels(label == null ? Map.of() : Map.of(Secrets.SOURCE_LABEL, label))
                .endMetadata()
                .withStringData(Map.of("apiKey", value))
                .withData(KeySecretsTest.encoded(Map.of("apiKey", value)))
                .build())
        .create();
  }

  private String made() {
    return world.fixture.server.keys().made(world.id).reveal();
  }

  private ApiKeyState key() {
    return Objects.requireNonNull(world.status().apiKey());
  }

  private Reason refusal() {
    var abort = catchThrowableOfType(ReconcileAbort.class, world::run);
    return abort.conclusion().finding(ConditionType.Ready).orElseThrow().reason();
  }

  @Test
  void imported_key_is_replaced_at_once() {
    source("true", made());
    var result = world.run();
    assertThat(world.published()).containsExactly("key-3");
    assertThat(world.live()).containsExactly("key-3");
    assertThat(key()).isEqualTo(KeyCase.state("k", 1, null).withId("key-3"));
    assertThat(world.events())
        .contains(
            "Normal KeyRotated: Created API key 1 of trainer. The Secret source can be deleted once the event KeyRevoked is there.");
    assertThat(result.retry()).isEqualTo(Retry.BACKING_OFF);
  }

  @Test
  void replaced_key_has_the_number_of_its_marker() {
    var own = new KeyMarker("cluster", "uid-1", 7).text();
    source("true", world.fixture.server.keys().made(world.id, own).reveal());
    world.run();
    assertThat(key().sequence()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | short                                    | KeyInvalid
          true  | unknown0000000000000000000000000000000000 | KeyInvalid
          false | unknown0000000000000000000000000000000000 | SourceLabelMissing
                | unknown0000000000000000000000000000000000 | SourceLabelMissing
          true  | ' '                                      | SecretKeyMissing
          """)
  void unusable_source_blocks(@Nullable String label, String value, Reason reason) {
    source(label, value);
    assertThat(refusal()).isEqualTo(reason);
    assertThat(world.secret("ml", KeyWorld.SECRET)).isEmpty();
  }

  @Test
  void implausible_value_is_not_sent_to_the_server() {
    source("true", "short");
    refusal();
    assertThat(world.calls("holder")).isEmpty();
  }

  @Test
  void key_of_another_account_is_not_imported() {
    source("true", world.fixture.server.keys().made(world.fixture.account("other")).reveal());
    assertThat(refusal()).isEqualTo(Reason.KeyInvalid);
  }

  @Test
  void account_without_any_key_asks_for_one() {
    world.declare("");
    assertThat(refusal()).isEqualTo(Reason.ImportRequired);
    world.declare("apiKey: {}");
    assertThat(refusal()).isEqualTo(Reason.ImportRequired);
  }

  @Test
  void account_with_a_lost_key_asks_for_another() {
    source("true", made());
    world.run();
    client.secrets().inNamespace("ml").withName(KeyWorld.SECRET).delete();
    client.secrets().inNamespace(KeyWorld.OPERATOR).delete();
    world.declare("");
    assertThat(refusal()).isEqualTo(Reason.KeyLost);
  }

  @Test
  void deleted_secret_is_restored_from_the_escrow() {
    source("true", made());
    world.run();
    var before = world.current();
    client.secrets().inNamespace("ml").withName(KeyWorld.SECRET).delete();
    world.declare("");
    world.run();
    assertThat(world.current()).isEqualTo(before);
    assertThat(world.calls("generateKey")).hasSize(1);
  }

  @Test
  void edited_secret_does_not_replace_the_key() {
    source("true", made());
    world.run();
    var before = world.current();
    world.edit(
        secret -> {
          secret.getMetadata().getAnnotations().put("iam.wandb.com/key-id", "key-of-others");
          secret.setData(KeySecretsTest.encoded(Map.of("WANDB_API_KEY", "edited")));
        });
    world.run();
    assertThat(world.current()).isEqualTo(before);
    assertThat(key().id()).isEqualTo("key-3");
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new WandbException.Refused(Refusal.FORBIDDEN, "no"), false),
        Arguments.of(new WandbException.Throttled("no", null), false),
        Arguments.of(
            new WandbException.Unavailable(Outage.CONNECTION, "no", false, null, null), false),
        Arguments.of(new WandbException.Unavailable(Outage.TIMEOUT, "no", true, null, null), true),
        Arguments.of(new WandbException.NotFound("no"), true),
        Arguments.of(new WandbException.Invalid("no"), true));
  }

  /** Only an error that proves the absence of the key may forget that it was asked for. */
  @ParameterizedTest
  @MethodSource("errors")
  void error_without_proof_keeps_the_intent(WandbException error, boolean kept) {
    source("true", made());
    world.fixture.server.script().fail("generateKey", error);
    assertThat(catchThrowableOfType(WandbException.class, world::run)).isSameAs(error);
    assertThat(world.status().pendingKey() != null).isEqualTo(kept);
    assertThat(key().sequence()).isZero();
    assertThat(key().createdAt()).isEqualTo(NOON);
  }

  @Test
  void switched_off_creation_blocks_with_a_remedy() {
    source("true", made());
    world
        .fixture
        .server
        .script()
        .fail("generateKey", new WandbException.Refused(Refusal.SWITCHED_OFF, "keys are off."));
    var abort = catchThrowableOfType(ReconcileAbort.class, world::run);
    var ready = abort.conclusion().finding(ConditionType.Ready).orElseThrow();
    assertThat(ready.reason()).isEqualTo(Reason.KeyCreationDisabled);
    assertThat(ready.message()).contains("keys are off. The key in the Secret stays valid");
    assertThat(world.status().pendingKey()).isNull();
  }
}
