package com.wandb.iam.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user not found               | User not found.
          user alice, not found.       | User alice, not found.
          Seat limit reached!          | Seat limit reached!
          spec.url is wrong            | spec.url is wrong.
          /scim is not routed          | /scim is not routed.
          3 seats                      | 3 seats.
          said 'no.'                   | Said 'no.'
          ''                           | ''
          """)
  void foreign_text_becomes_a_sentence(String text, String sentence) {
    assertThat(PlainText.sentence(text)).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource({"all is well.,all is well", "all is well,all is well", "wait...,wait...", ".,''"})
  void clause_has_no_period(String text, String clause) {
    assertThat(PlainText.clause(text)).isEqualTo(clause);
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
