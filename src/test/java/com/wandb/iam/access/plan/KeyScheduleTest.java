package com.wandb.iam.access.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyScheduleTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final KeySchedule MONTHLY =
      new KeySchedule(Duration.ofHours(720), Duration.ofHours(24), Duration.ofHours(336));

  @Test
  void a_key_is_due_at_most_a_tenth_early_and_never_late() {
    for (int i = 0; i < 1000; i++) {
      assertThat(MONTHLY.rotatesAt(NOON, "key" + i).orElseThrow())
          .isBetween(NOON.plus(Duration.ofHours(648)), NOON.plus(Duration.ofHours(720)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {24, 168, 720, 2160})
  void keys_created_in_one_minute_are_due_at_different_times(long hours) {
    var schedule = new KeySchedule(Duration.ofHours(hours), Duration.ofHours(1), null);
    var minutes =
        IntStream.range(0, 1000)
            .mapToObj(number -> new UUID(7919L * number, number) + "/1")
            .map(seed -> schedule.rotatesAt(NOON, seed).orElseThrow())
            .collect(
                Collectors.groupingBy(
                    time -> time.truncatedTo(ChronoUnit.MINUTES), Collectors.counting()));
    long spread = Duration.ofHours(hours).toMinutes() / 10;
    long even = 1000 / Math.min(spread, 1000) + 1;
    assertThat(Collections.max(minutes.values())).as("in one minute").isLessThan(8 * even);
    assertThat(minutes).hasSizeGreaterThan(100);
  }

  @Test
  void a_key_keeps_its_time() {
    assertThat(MONTHLY.rotatesAt(NOON, "a")).isEqualTo(MONTHLY.rotatesAt(NOON, "a"));
  }

  @Test
  void without_a_schedule_nothing_is_due() {
    assertThat(KeySchedule.ON_DEMAND.rotatesAt(NOON, "a")).isEmpty();
    assertThat(KeySchedule.ON_DEMAND.revokesAt(NOON)).isEqualTo(NOON.plus(Duration.ofHours(24)));
    assertThat(KeySchedule.ON_DEMAND.endsAt(NOON)).isEmpty();
  }

  @Test
  void previous_key_ends_after_overlap_at_latest_after_maximum() {
    assertThat(MONTHLY.revokesAt(NOON)).isEqualTo(NOON.plus(Duration.ofHours(24)));
    assertThat(MONTHLY.endsAt(NOON)).contains(NOON.plus(Duration.ofHours(336)));
  }
}
