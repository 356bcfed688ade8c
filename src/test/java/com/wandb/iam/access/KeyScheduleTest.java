package com.wandb.iam.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

  @Test
  void a_thousand_keys_of_one_minute_are_not_due_in_one_hour() {
    var hours =
        IntStream.range(0, 1000)
            .mapToObj(i -> MONTHLY.rotatesAt(NOON, "uid-" + i * 7919 + "/1").orElseThrow())
            .map(time -> time.truncatedTo(java.time.temporal.ChronoUnit.HOURS))
            .distinct();
    assertThat(hours.count()).isGreaterThan(50);
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
  void the_key_before_ends_after_the_overlap_and_in_any_case_after_the_longest() {
    assertThat(MONTHLY.revokesAt(NOON)).isEqualTo(NOON.plus(Duration.ofHours(24)));
    assertThat(MONTHLY.endsAt(NOON)).contains(NOON.plus(Duration.ofHours(336)));
  }
}
