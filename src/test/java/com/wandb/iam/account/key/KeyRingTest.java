package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.account.key.KeyRing.Held;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plus(Duration.ofDays(1));
  private static final ApiKey OLD = ApiKey.of("local-" + "0123456789".repeat(4));
  private static final ApiKey NEW = ApiKey.of("local-" + "9876543210".repeat(4));
  private static final KeyRing RING =
      new KeyRing(new Held(OLD, "k1", 0, NOON), null).followedBy(new Held(NEW, "k2", 1, LATER));

  private static Secret secret(Map<String, String> annotations, Map<String, String> data) {
    var secret =
        new SecretBuilder().withNewMetadata().withAnnotations(annotations).endMetadata().build();
    data.forEach(
        (name, value) ->
            secret
                .getData()
                .put(
                    name,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return secret;
  }

  @Test
  void key_ring_is_read_back_under_any_data_key_names() {
    var secret = secret(RING.annotations(), Map.of("A", NEW.reveal(), "B", OLD.reveal()));
    assertThat(KeyRing.of(secret, LATER)).isEqualTo(RING);
    assertThat(RING.holds("k1")).isTrue();
    assertThat(RING.alone().holds("k1")).isFalse();
  }

  @Test
  void replaced_key_does_not_count_as_own() {
    var exchanged = secret(RING.alone().annotations(), Map.of("A", OLD.reveal(), "B", "by hand"));
    assertThat(KeyRing.of(exchanged, LATER)).isEqualTo(KeyRing.EMPTY);
    assertThat(KeyRing.of(secret(Map.of(), Map.of("A", NEW.reveal())), LATER))
        .isEqualTo(KeyRing.EMPTY);
  }

  @Test
  void invalid_edited_annotations_are_ignored() {
    var annotations = RING.alone().annotations();
    annotations.put("iam.wandb.com/key-sequence", "many");
    annotations.put("iam.wandb.com/key-created-at", "yesterday");
    assertThat(KeyRing.of(secret(annotations, Map.of("A", NEW.reveal())), NOON).current())
        .isEqualTo(new Held(NEW, "k2", 0, NOON));
  }

  @Test
  void status_overrides_tenant_editable_annotations() {
    var told =
        new ApiKeyState(
            "real",
            1L,
            NOON,
            null,
            null,
            List.of(),
            new PreviousKey("real-before", LATER, List.of(), null));
    var trusted = RING.trusting(told);
    assertThat(trusted.current()).isEqualTo(new Held(NEW, "real", 1, NOON));
    assertThat(trusted.previous()).isEqualTo(new Held(OLD, "real-before", 0, NOON));
    assertThat(RING.trusting(new ApiKeyState("other", 7L, NOON, null, null, List.of(), null)))
        .isEqualTo(RING);
  }

  @Test
  void id_from_a_tenant_does_not_replace_a_missing_status_id() {
    var unknown =
        new ApiKeyState(
            null, 1L, NOON, null, null, List.of(), new PreviousKey(null, LATER, List.of(), null));
    var trusted = RING.trusting(unknown);
    assertThat(trusted.current()).isEqualTo(new Held(NEW, null, 1, NOON));
    assertThat(trusted.previous()).isEqualTo(new Held(OLD, null, 0, NOON));
  }

  @Test
  void previous_key_is_known_by_the_number_in_status() {
    var behind = new ApiKeyState("k1", null, NOON, null, null, List.of(), null);
    assertThat(RING.isPreviousNumber(behind)).isTrue();
    assertThat(RING.alone().isPreviousNumber(behind)).isFalse();
    assertThat(RING.isPreviousNumber(behind.withId("k0"))).isTrue();
  }

  @Test
  void text_form_shows_no_key() {
    assertThat(RING.toString()).doesNotContain(NEW.reveal()).doesNotContain(OLD.reveal());
    assertThat(RING.annotations().values())
        .noneMatch(value -> NEW.reveal().contains(value) && value.length() > 3);
    assertThat(Fingerprint.of(NEW.reveal())).hasSize(16).matches("[0-9a-f]+");
  }
}
