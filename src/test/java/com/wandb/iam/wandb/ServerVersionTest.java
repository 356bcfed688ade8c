package com.wandb.iam.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {

  @ParameterizedTest
  @CsvSource({
    "0.75.1, 0.75.1",
    "v0.81.0, 0.81.0",
    "0.84, 0.84.0",
    "' 0.84.2 ', 0.84.2",
    "0.80.1-rc.2, 0.80.1",
    "0.80.1+g1a2b3c, 0.80.1",
    "0.80-dev, 0.80.0",
    "1.2.3.4, 1.2.3",
    "0.75.20260131, 0.75.20260131",
  })
  void reads_the_numbers_of_a_version(String text, String expected) {
    assertThat(ServerVersion.parse(text)).map(ServerVersion::toString).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "latest", "v", "1", "v.1.2", "-1.2.3", "1234567890123.1.1", "0.12345678901.1"})
  void text_without_a_version_is_empty(String text) {
    assertThat(ServerVersion.parse(text)).isEmpty();
  }

  @Test
  void orders_by_number_and_not_by_spelling() {
    var sorted =
        List.of(version("0.100.0"), version("1.0.0"), version("0.9.10"), version("0.9.9")).stream()
            .sorted()
            .map(ServerVersion::toString);
    assertThat(sorted).containsExactly("0.9.9", "0.9.10", "0.100.0", "1.0.0");
  }

  @Test
  void version_is_at_least_itself_and_earlier_versions() {
    var version = version("0.81.0");
    assertThat(version.atLeast(0, 81, 0)).isTrue();
    assertThat(version.atLeast(0, 80, 99)).isTrue();
    assertThat(version.atLeast(0, 81, 1)).isFalse();
    assertThat(version.atLeast(1, 0, 0)).isFalse();
  }

  @Property
  void version_text_round_trips(@ForAll("versions") ServerVersion version) {
    assertThat(ServerVersion.parse(version.toString())).contains(version);
  }

  @Property
  void later_version_has_all_earlier_capabilities(
      @ForAll @IntRange(max = 2) int major,
      @ForAll @IntRange(max = 120) int minor,
      @ForAll @IntRange(max = 120) int later) {
    var before = new ServerVersion(major, Math.min(minor, later), 0);
    var after = new ServerVersion(major, Math.max(minor, later), 0);
    assertThat(Capability.of(after)).containsAll(Capability.of(before));
  }

  @ParameterizedTest
  @CsvSource({
    "0.74.9, 0.75.0, REGISTRY_ROLES",
    "0.78.99, 0.79.0, BEARER_AUTHENTICATION",
    "0.80.9, 0.81.0, SCIM_SERVICE_ACCOUNTS",
    "0.83.9, 0.84.0, HASHED_KEYS",
  })
  void a_capability_comes_with_its_version(String before, String since, Capability capability) {
    assertThat(Capability.of(version(before))).doesNotContain(capability);
    assertThat(Capability.of(version(since))).contains(capability);
  }

  @Test
  void every_server_has_scim_and_the_latest_has_everything() {
    assertThat(Capability.of(version("0.0.0"))).containsExactly(Capability.SCIM);
    assertThat(Capability.of(version("1.0.0")))
        .containsExactlyInAnyOrderElementsOf(EnumSet.allOf(Capability.class));
  }

  private static ServerVersion version(String text) {
    return ServerVersion.parse(text).orElseThrow();
  }

  @Provide
  Arbitrary<ServerVersion> versions() {
    var number = Arbitraries.integers().between(0, 99_999_999);
    return Combinators.combine(number, number, number).as(ServerVersion::new);
  }
}
