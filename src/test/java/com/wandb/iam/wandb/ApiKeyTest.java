package com.wandb.iam.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
  private static final String SECRET = "local-0123456789abcdef0123456789abcdef01234567";
  private static final String FORTY = "a".repeat(40);

  @Test
  void value_is_returned_only_by_reveal() {
    assertThat(ApiKey.of(SECRET).reveal()).isEqualTo(SECRET);
  }

  @Test
  void text_form_is_redacted() {
    var key = ApiKey.of(SECRET);
    var settings =
        new ConnectionSettings(
            URI.create("https://wandb.example"), key, "", null, 10, 4, Duration.ofSeconds(30));
    var encoded = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
    assertThat(key + " " + new IssuedKey("key-1", key) + " " + settings)
        .doesNotContain(SECRET)
        .doesNotContain(SECRET.substring("local-".length()))
        .doesNotContain("0123456789")
        .doesNotContain(encoded);
  }

  @Test
  void keys_with_equal_values_are_equal() {
    assertThat(ApiKey.of(SECRET)).isEqualTo(ApiKey.of(SECRET)).hasSameHashCodeAs(ApiKey.of(SECRET));
    assertThat(ApiKey.of(SECRET)).isNotEqualTo(ApiKey.of(FORTY)).isNotEqualTo(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef01234567",
        "local-0123456789abcdef0123456789abcdef01234567",
        "wandb_v1_0123456789abcdef0123456789abcdef_01234567_ABCDEF",
      })
  void well_formed_key_is_accepted(String text) {
    assertThat(ApiKey.looksLikeKey(text)).isTrue();
    assertThat(ApiKey.of(text).reveal()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "changeme",
        "0123456789abcdef0123456789abcdef0123456",
        "local-0123456789abcdef0123456789abcdef0123456",
        "-0123456789abcdef0123456789abcdef01234567",
        "two-parts-0123456789abcdef0123456789abcdef01234567",
        "0123456789abcdef0123456789abcdef01234567\n",
        " 0123456789abcdef0123456789abcdef01234567",
        "0123456789abcdef0123456789abcdef01234567\r\nX-Header: 1",
        "0123456789abcdef0123456789abcdef0123456é",
        "0123456789abcdef0123456789abcdef0123456٣",
      })
  void malformed_key_is_refused_and_not_repeated(String text) {
    assertThat(ApiKey.looksLikeKey(text)).isFalse();
    var refusal =
        assertThatThrownBy(() -> ApiKey.of(text)).isInstanceOf(IllegalArgumentException.class);
    if (!text.isEmpty()) {
      refusal.hasMessageNotContaining(text);
    }
  }

  @Test
  void text_longer_than_any_key_is_refused() {
    assertThat(ApiKey.looksLikeKey("a".repeat(512))).isTrue();
    assertThat(ApiKey.looksLikeKey("a".repeat(513))).isFalse();
  }
}
