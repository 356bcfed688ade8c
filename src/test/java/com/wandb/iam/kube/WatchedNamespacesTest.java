package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedNamespacesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void empty_list_watches_the_whole_cluster(String text) {
    var watched = WatchedNamespaces.parse(text);
    assertThat(watched.areAll()).isTrue();
    assertThat(watched.contains("anything")).isTrue();
    assertThat(watched).hasToString("all namespaces");
  }

  @Test
  void list_watches_only_the_named_namespaces() {
    var watched = WatchedNamespaces.parse("ml-vision, ml-eval");
    assertThat(watched.names()).containsExactly("ml-eval", "ml-vision");
    assertThat(watched.areAll()).isFalse();
    assertThat(watched.contains("ml-eval")).isTrue();
    assertThat(watched.contains("ml")).isFalse();
    assertThat(watched).hasToString("the namespaces ml-eval, ml-vision");
  }

  @Test
  void duplicate_namespace_counts_once() {
    assertThat(WatchedNamespaces.parse("a,b,a").names()).containsExactly("a", "b");
  }

  @Test
  void a_name_may_be_as_long_as_a_label() {
    var longest = "a".repeat(63);
    assertThat(WatchedNamespaces.parse(longest).names()).containsExactly(longest);
    assertThatThrownBy(() -> WatchedNamespaces.parse(longest + "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "*        | '*' is not the name of a namespace",
        "ML       | 'ML' is not the name of a namespace",
        "-a       | '-a' is not the name of a namespace",
        "a-       | 'a-' is not the name of a namespace",
        "a.b      | 'a.b' is not the name of a namespace",
        "a b      | 'a b' is not the name of a namespace",
        "a,,b     | a name is missing before or after a comma",
        "a,       | a name is missing before or after a comma",
      })
  void invalid_namespace_is_refused_with_a_fix(String text, String words) {
    assertThatThrownBy(() -> WatchedNamespaces.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("Set names separated by commas");
  }
}
