package com.wandb.iam.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "…", "\ud83d\ude00", "e\u0301"})
  void long_text_is_cut_between_characters(String character) {
    var cut = PlainText.within(100, character.repeat(200));
    assertThat(cut.getBytes(UTF_8)).hasSizeBetween(95, 100);
    assertThat(cut).endsWith("…");
    assertThat(new String(cut.getBytes(UTF_8), UTF_8))
        .as("no half of a surrogate pair")
        .isEqualTo(cut);
  }

  @Test
  void short_text_is_unchanged() {
    assertThat(PlainText.within(100, "two\n\tlines, Zoë")).isEqualTo("two\n\tlines, Zoë");
    assertThat(PlainText.within(3, "…")).isEqualTo("…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\0",
        "\r",
        "\u0085",
        "\u009b",
        "\u2028",
        "\u202e",
        "\u200b",
        "\ud800"
      })
  void invisible_characters_are_removed(String odd) {
    assertThat(PlainText.within(100, "a" + odd + "b")).matches("a (\\[2J)?b");
  }
}
