package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.NOON;
import static com.wandb.iam.wandb.WandbException.Refused.Refusal.FORBIDDEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class KeyReconcilerTest {
  private static final String DAILY =
      "apiKey: {rotation: {every: 24h, overlap: 1h, maxOverlap: 3h}}";

  private KubernetesClient client;
  private KubernetesMockServer api;
  private KeyWorld world;

  @BeforeEach
  void begin() {
    world = new KeyWorld(client);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private ApiKeyState key() {
    return Objects.requireNonNull(world.status().apiKey());
  }

  private static Reason reason(ReconcileResult result) {
    return result.finding(ConditionType.Ready).orElseThrow().reason();
  }

  private String marker(long sequence) {
    return new KeyMarker("cluster", world.resource().getMetadata().getUid(), sequence).text();
  }

  private void rotateOnce() {
    world.run();
    world.annotate("rotate", "1");
    world.run();
  }

  @Test
  void shown_key_is_published_and_noted() {
    var result = world.run();
    assertThat(result)
        .isEqualTo(ReconcileResult.ready("Secret trainer-wandb contains an API key of trainer."));
    assertThat(world.published()).containsExactly("key-1");
    assertThat(key()).isEqualTo(new ApiKeyState("key-1", 0L, NOON, null, null, List.of(), null));
    assertThat(world.status().secretName()).isEqualTo(KeyWorld.SECRET);
    assertThat(world.calls("generateKey")).isEmpty();
    assertThat(world.events()).isEmpty();
  }

  @Test
  void key_in_status_is_saved_before_the_secret_exists() {
    api.expect().post().withPath("/api/v1/namespaces/ml/secrets").andReturn(403, "no").once();
    assertThatThrownBy(world::crash).isInstanceOf(KubernetesClientException.class);
    assertThat(key().id()).isEqualTo("key-1");
    assertThat(world.secret("ml", KeyWorld.SECRET)).isEmpty();
  }

  @Test
  void request_at_creation_is_met_by_the_first_key() {
    world.annotate("rotate", "1");
    world.run();
    assertThat(world.status().handled()).isEqualTo(Map.of("rotate", "1"));
    assertThat(world.calls("generateKey")).isEmpty();
  }

  @Test
  void rotation_keeps_the_key_before_for_the_overlap() {
    rotateOnce();
    assertThat(world.published()).containsExactly("key-2", "key-1");
    assertThat(key().id()).isEqualTo("key-2");
    assertThat(key().sequence()).isEqualTo(1);
    assertThat(Objects.requireNonNull(key().previous()).id()).isEqualTo("key-1");
    assertThat(key().previous().revokesAt()).isEqualTo(NOON.plus(Duration.ofHours(24)));
    assertThat(world.status().handled()).isEqualTo(Map.of("rotate", "1"));
    assertThat(world.status().pendingKey()).isNull();
    assertThat(world.events()).containsExactly("Normal KeyRotated: Created API key 1 of trainer.");
    assertThat(world.live()).containsExactly("key-1", "key-2");
  }

  /** A tenant must not make the operator revoke the key of others by an edit of the Secret. */
  @Test
  void key_before_adoption_is_left_also_without_the_secret() {
    world.store("id: %s, name: trainer, adopted: true".formatted(world.id));
    rotateOnce();
    assertThat(world.published()).containsExactly("key-2", "key-1");
    world.edit(
        secret -> {
          secret.getMetadata().getAnnotations().put("iam.wandb.com/previous-key-sequence", "1");
        });
    world.run();
    assertThat(Objects.requireNonNull(key().previous()).adopted()).isTrue();
    world.edit(
        secret -> {
          secret.getData().remove("WANDB_API_KEY_PREVIOUS");
        });
    world.run();
    world.run();
    assertThat(key().previous()).isNull();
    assertThat(world.live()).containsExactly("key-1", "key-2");
    assertThat(world.events().toString()).contains("KeyLeft").doesNotContain("KeyRevoked");
  }

  @Test
  void handled_request_is_not_repeated() {
    rotateOnce();
    var result = world.run();
    assertThat(world.calls("generateKey")).hasSize(1);
    assertThat(result.after()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void restored_resource_does_not_repeat_its_requests() {
    rotateOnce();
    world.store("id: %s, name: trainer".formatted(world.id));
    world.annotate("rotate", "1");
    world.run();
    assertThat(world.calls("generateKey")).hasSize(1);
    assertThat(world.status().handled()).isEqualTo(Map.of("rotate", "1"));
  }

  @Test
  void intent_is_saved_before_the_request() {
    world.run();
    world.annotate("rotate", "1");
    world
        .fixture
        .server
        .script()
        .before(
            "generateKey",
            call ->
                assertThat(world.status().pendingKey())
                    .isEqualTo(new PendingKey(marker(1), Map.of("ROTATE", "1"), null)));
    world.run();
    assertThat(world.calls("generateKey")).hasSize(1);
  }

  @Test
  void leaked_key_is_replaced_and_revoked_at_once() {
    world.run();
    world.annotate("revoke-now", "1");
    world.run();
    assertThat(world.published()).containsExactly("key-2");
    assertThat(world.live()).containsExactly("key-2");
    assertThat(key().previous()).isNull();
    assertThat(world.events())
        .contains("Normal KeyRevoked: Revoked 1 other API key of trainer: key-1.");
    assertThat(world.status().pendingKey()).isNull();
  }

  @Test
  void interrupted_end_of_other_keys_is_completed() {
    world.run();
    world.fixture.server.keys().made(world.id, "mine");
    world.annotate("revoke-now", "1");
    world
        .fixture
        .server
        .script()
        .fail("revokeKey key-2", new WandbException.Refused(FORBIDDEN, "no"));
    assertThatThrownBy(world::run).isInstanceOf(WandbException.class);
    assertThat(world.live()).containsExactly("key-2", "key-3");
    assertThat(world.status().pendingKey()).isNotNull();
    world.fixture.server.script().clear();
    world.run();
    assertThat(world.live()).containsExactly("key-3");
    assertThat(world.calls("generateKey")).hasSize(1);
    assertThat(world.status().pendingKey()).isNull();
  }

  @Test
  void unknown_keys_stay_in_status_until_the_next_rotation() {
    world.run();
    world.fixture.server.keys().made(world.id, "mine");
    world.annotate("rotate", "1");
    world.run();
    assertThat(key().unknownKeys()).isEqualTo("key-2 (mine)");
    world.run();
    assertThat(world.status().warnings()).anyMatch(warning -> warning.contains("key-2 (mine)"));
    world.annotate("revoke-now", "2");
    world.run();
    assertThat(key().unknownKeys()).isNull();
    assertThat(world.status().warnings()).isEmpty();
    assertThat(world.live()).hasSize(1);
  }

  @Test
  void leak_revokes_the_key_before_too() {
    rotateOnce();
    world.annotate("revoke-now", "1");
    world.run();
    assertThat(world.live()).containsExactly("key-3");
    assertThat(world.calls("revokeKey")).containsExactly("revokeKey key-1", "revokeKey key-2");
  }

  @Test
  void keys_of_another_cluster_end_the_reconciliation() {
    world.fixture.server.keys().made(world.id, new KeyMarker("b", "uid-2", 1).text());
    assertThatThrownBy(world::run)
        .isInstanceOfSatisfying(
            ReconcileAbort.class,
            abort -> assertThat(reason(abort.conclusion())).isEqualTo(Reason.Conflict));
    assertThat(world.secret("ml", KeyWorld.SECRET)).isEmpty();
  }

  @Test
  void foreign_keys_end_a_rotation_before_its_intent() {
    world.store("id: %s, name: trainer, adopted: true".formatted(world.id));
    world.run();
    world.fixture.server.keys().made(world.id, new KeyMarker("b", "uid-2", 1).text());
    world.annotate("rotate", "1");
    assertThatThrownBy(world::run).isInstanceOf(ReconcileAbort.class);
    assertThat(world.status().pendingKey()).isNull();
    assertThat(world.calls("generateKey")).isEmpty();
  }

  @Test
  void current_key_of_another_cluster_is_not_replaced() {
    world.run();
    world.fixture.server.keys().made(world.id, new KeyMarker("b", "uid-2", 1).text());
    // As if the status was copied from a resource of another cluster.
    world.store("id: %s, name: trainer, apiKey: {id: key-2, sequence: 0}".formatted(world.id));
    world.annotate("rotate", "1");
    assertThatThrownBy(world::run).isInstanceOf(ReconcileAbort.class);
    assertThat(world.calls("generateKey")).isEmpty();
  }

  @Test
  void scheduled_rotation_is_requeued_and_happens_when_due() {
    world.declare(DAILY);
    var result = world.run();
    var due = Objects.requireNonNull(key().rotatesAt());
    assertThat(result.after()).isEqualTo(Duration.between(NOON, due));
    world.now = due;
    var rotated = world.run();
    assertThat(key().id()).isEqualTo("key-2");
    assertThat(rotated.after()).isEqualTo(Duration.ofHours(1));
    world.later(Duration.ofHours(1));
    world.run();
    assertThat(world.live()).containsExactly("key-2");
    assertThat(world.published()).containsExactly("key-2");
    assertThat(key().previous()).isNull();
  }

  @Test
  void due_rotation_waits_while_clocks_differ() {
    world.declare(DAILY);
    world.run();
    world.fixture.server.skew(Duration.ofMinutes(10));
    world.later(Duration.ofHours(25));
    var result = world.run();
    assertThat(result.retry()).isEqualTo(Retry.BACKING_OFF);
    assertThat(world.status().warnings()).singleElement().asString().contains("clocks");
    assertThat(world.calls("generateKey")).isEmpty();
  }

  @Test
  void withheld_key_is_a_warning_until_it_is_permitted() {
    world.run();
    world.withheld = "not allowed";
    world.annotate("rotate", "1");
    world.run();
    assertThat(world.status().warnings())
        .containsExactly("A new key is due, but is not created: not allowed.");
    world.withheld = null;
    world.run();
    assertThat(world.status().warnings()).isEmpty();
    assertThat(world.calls("generateKey")).hasSize(1);
  }

  @Test
  void deleted_secret_keeps_number_and_time_of_its_key() {
    world.declare(DAILY);
    world.run();
    client.secrets().inNamespace("ml").withName(KeyWorld.SECRET).delete();
    world.later(Duration.ofHours(1));
    world.run();
    assertThat(world.published()).containsExactly("key-1");
    assertThat(key().createdAt()).isEqualTo(NOON);
    assertThat(world.calls("revokeKey")).isEmpty();
  }
}
