package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeyFingerprintTest {
  private static final ApiKey KEY = ApiKey.of("local-" + "0123456789".repeat(4));
  private static final ApiKey OTHER = ApiKey.of("local-" + "9876543210".repeat(4));

  @Test
  void a_key_is_found_again_under_whatever_name_it_has() {
    assertThat(KeyFingerprint.intactKey(secret("MY_KEY", KEY.reveal(), KeyFingerprint.of(KEY))))
        .contains(KEY);
  }

  @Test
  void an_exchanged_key_is_not_taken_for_ours() {
    assertThat(KeyFingerprint.intactKey(secret("KEY", OTHER.reveal(), KeyFingerprint.of(KEY))))
        .isEmpty();
    assertThat(KeyFingerprint.intactKey(secret("KEY", "by hand", KeyFingerprint.of(KEY))))
        .isEmpty();
    assertThat(KeyFingerprint.intactKey(new SecretBuilder().withNewMetadata().and().build()))
        .isEmpty();
  }

  @Test
  void the_fingerprint_holds_nothing_of_the_key() {
    assertThat(KeyFingerprint.of(KEY)).hasSize(16).matches("[0-9a-f]+");
    assertThat(KEY.reveal()).doesNotContain(KeyFingerprint.of(KEY));
  }

  private static Secret secret(String name, String value, String fingerprint) {
    return new SecretBuilder()
        .withNewMetadata()
        .addToAnnotations(KeyFingerprint.ANNOTATION, fingerprint)
        .endMetadata()
        .addToData(name, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
