package com.wandb.iam.loop.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the search finds planted keys, because otherwise an empty result proves nothing. */
class LeakGrepTest {
  private static final String OLD = "local-0123456789abcdef0123456789abcdef01234567";
  private static final String NEW =
      "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";
  private static final LeakGrep GREP = new LeakGrep(List.of(OLD, NEW));

  private static List<String> found(String text) {
    return GREP.foundIn(Map.of("here", text));
  }

  static Stream<String> leaks() {
    return Stream.of(OLD, NEW).flatMap(LeakGrepTest::leaksOf);
  }

  private static Stream<String> leaksOf(String key) {
    return Stream.of(
        key,
        "WANDB_API_KEY=" + key + "\n",
        "cut off: " + key.substring(0, LeakGrep.RUN),
        "cut off: " + key.substring(key.length() - LeakGrep.RUN),
        "{\"stringData\":{\"key\":\"" + key + "\"}}",
        base64(key),
        base64("api:" + key),
        base64(":" + key),
        base64("user:" + key),
        base64("xx" + key + "yy"),
        base64("\u0000\u0010>?~" + key),
        "Authorization: Basic " + base64("api:" + key),
        "data: " + Base64.getUrlEncoder().encodeToString(("~~>" + key).getBytes(UTF_8)),
        "?key=" + URLEncoder.encode("a b&" + key, UTF_8),
        "?basic=" + URLEncoder.encode(base64("api:" + key), UTF_8),
        percent(key));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String percent(String text) {
    return text.chars().mapToObj("%%%02x"::formatted).collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("leaks")
  void key_is_found_in_every_encoding(String text) {
    assertThat(found(text)).hasSize(1);
    assertThat(found("a long log before it ".repeat(1000) + text + " and after\n")).hasSize(1);
  }

  @Test
  void report_names_the_location_without_the_key() {
    assertThat(found("the secret: " + NEW))
        .singleElement()
        .asString()
        .contains("here", "key 2 of 2", "the secret: ")
        .doesNotContain(NEW.substring(0, LeakGrep.RUN));
  }

  @Test
  void each_text_is_searched() {
    assertThat(GREP.foundIn(Map.of("log", "x" + OLD, "status", NEW, "events", "none")))
        .hasSize(2)
        .anyMatch(place -> place.startsWith("log: "))
        .anyMatch(place -> place.startsWith("status: "));
  }

  @Test
  void key_prefix_and_other_texts_are_no_leak() {
    assertThat(found("")).isEmpty();
    assertThat(found("too short")).isEmpty();
    assertThat(found("100% of " + OLD.substring(0, 20))).isEmpty();
    assertThat(found(NEW.substring(0, 20) + "…")).isEmpty();
    assertThat(found(OLD.replace('3', '4') + NEW.toLowerCase(Locale.ROOT))).isEmpty();
  }
}
