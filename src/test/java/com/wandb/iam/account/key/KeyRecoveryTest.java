package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What later reconciliations make of an interrupted rotation. */
@EnableKubernetesMockClient(crud = true, https = false)
class KeyRecoveryTest {
  private static final String STATUS =
      "/apis/iam.wandb.com/v1alpha1/namespaces/ml/serviceaccounts/trainer/status";
  private static final String SECRET = "/api/v1/namespaces/ml/secrets/" + KeyWorld.SECRET;

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

  private String marker(long sequence) {
    return new KeyMarker("cluster", world.resource().getMetadata().getUid(), sequence).text();
  }

  private void rotateOnce() {
    world.run();
    world.annotate("rotate", "1");
    world.run();
  }

  /** Whatever a crash interrupts, the next reconciliations leave no key that nothing contains. */
  @ParameterizedTest
  @CsvSource({
    "before the request, 1, 'key-1, key-2'",
    "before the id is saved, 2, 'key-1, key-3'",
    "before the Secret is written, 2, 'key-1, key-3'",
  })
  void crash_leaves_no_stray_key(String when, int made, String left) {
    world.run();
    world.annotate("rotate", "1");
    var script = world.fixture.server.script();
    switch (when) {
      case "before the request" -> script.fail("generateKey", new IllegalStateException(when));
      case "before the id is saved" -> script.before("generateKey", call -> refuse(STATUS));
      default -> script.before("generateKey", call -> refuse(SECRET));
    }
    assertThatThrownBy(world::crash).isInstanceOf(RuntimeException.class);
    script.clear();
    assertThat(world.status().pendingKey()).isNotNull();
    world.run();
    world.later(Duration.ofSeconds(5));
    world.run();
    assertThat(world.status().pendingKey()).isNull();
    assertThat(world.calls("generateKey").stream().skip(when.endsWith("request") ? 1 : 0))
        .hasSize(made);
    assertThat(String.join(", ", world.live())).isEqualTo(left);
    assertThat(world.published()).containsExactlyInAnyOrderElementsOf(world.live());
    assertThat(world.status().handled()).isEqualTo(Map.of("rotate", "1"));
  }

  private void refuse(String path) {
    api.expect().put().withPath(path).andReturn(403, "no").once();
  }

  @Test
  void published_key_completes_its_rotation() {
    rotateOnce();
    world.store(
        """
        id: %s, name: trainer, secretName: trainer-wandb,
        apiKey: {id: key-1, sequence: 0, createdAt: "2026-03-01T12:00:00Z"},
        pendingKey: {description: "%s", orders: {ROTATE: "1"}, id: key-2}
        """
            .formatted(world.id, marker(1)));
    world.annotate("rotate", "1");
    world.run();
    assertThat(world.status().handled()).isEqualTo(Map.of("rotate", "1"));
    assertThat(world.status().pendingKey()).isNull();
    assertThat(key().id()).isEqualTo("key-2");
    assertThat(Objects.requireNonNull(key().previous()).id()).isEqualTo("key-1");
    assertThat(world.calls("generateKey")).hasSize(1);
  }

  @Test
  void request_without_trace_is_awaited_for_five_seconds() {
    rotateOnce();
    world.store(statusWithIntent(2, ""));
    var first = world.run();
    assertThat(first.retry()).isEqualTo(Retry.AFTER);
    assertThat(first.after()).isEqualTo(Duration.ofSeconds(5));
    assertThat(world.status().pendingKey()).isNotNull();
    world.later(Duration.ofSeconds(5));
    world.run();
    assertThat(world.status().pendingKey()).isNull();
  }

  private String statusWithIntent(long sequence, String more) {
    return """
        id: %s, name: trainer, secretName: trainer-wandb,
        apiKey: {id: key-2, sequence: 1, createdAt: "2026-03-01T12:00:00Z"},
        pendingKey: {description: "%s"%s}
        """
        .formatted(world.id, marker(sequence), more);
  }

  @Test
  void search_revokes_a_key_of_the_intent() {
    rotateOnce();
    world.store(statusWithIntent(2, ""));
    world.fixture.server.keys().made(world.id, marker(2));
    world.run();
    assertThat(world.calls("revokeKey")).containsExactly("revokeKey key-3");
    assertThat(world.status().pendingKey()).isNull();
    assertThat(world.events())
        .contains(
            "Normal KeyRevoked: Revoked an API key that the operator created just before it crashed,"
                + " and that is in no Secret.");
  }

  @Test
  void intent_with_an_id_stays_until_lists_are_complete() {
    rotateOnce();
    world.store(statusWithIntent(2, ", id: key-3"));
    world.fixture.server.keys().made(world.id, marker(2));
    world.fixture.server.keys().emptyLists(20);
    world.run();
    assertThat(Objects.requireNonNull(world.status().pendingKey()).id()).isEqualTo("key-3");
    assertThat(world.status().warnings()).anyMatch(warning -> warning.contains("key-3"));
    world.fixture.server.keys().emptyLists(0);
    world.run();
    assertThat(world.status().pendingKey()).isNull();
    assertThat(world.live()).doesNotContain("key-3");
  }

  /** The key in use is not taken for one of a crash if a list does not show it for a while. */
  @Test
  void key_in_use_survives_the_loss_of_its_secret() {
    world.run();
    world.annotate("revoke-now", "1");
    world.run();
    assertThat(world.live()).containsExactly("key-2");
    client.secrets().inNamespace("ml").withName(KeyWorld.SECRET).delete();
    world.fixture.server.keys().emptyLists(2);
    world.run();
    world.run();
    assertThat(world.live()).containsExactly("key-2");
    assertThat(world.published()).containsExactly("key-2");
  }

  @Test
  void intent_with_an_id_is_not_awaited() {
    rotateOnce();
    world.store(statusWithIntent(2, ", id: key-9"));
    world.run();
    assertThat(world.status().pendingKey()).isNull();
  }
}
