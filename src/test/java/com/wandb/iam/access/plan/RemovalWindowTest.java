package com.wandb.iam.access.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RemovalWindowTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RemovalLimit QUARTER = new RemovalLimit(25, true);

  @Test
  void removals_up_to_a_part_of_the_team_are_allowed() {
    assertThat(RemovalWindow.EMPTY.room(QUARTER, 14)).isEqualTo(3);
    assertThat(RemovalWindow.EMPTY.room(new RemovalLimit(5, false), 100)).isEqualTo(5);
  }

  @Test
  void one_removal_is_always_allowed() {
    assertThat(RemovalWindow.EMPTY.room(QUARTER, 2)).isEqualTo(1);
    assertThat(RemovalWindow.EMPTY.room(new RemovalLimit(0, false), 100)).isEqualTo(1);
    assertThat(RemovalWindow.EMPTY.room(new RemovalLimit(0, true), 100)).isEqualTo(1);
    assertThat(RemovalWindow.EMPTY.with(NOON, 1, 2).room(QUARTER, 1)).isZero();
  }

  @Test
  void part_refers_to_the_team_before_the_removals() {
    var window = RemovalWindow.EMPTY;
    int people = 100;
    for (int gone = 0; window.room(new RemovalLimit(50, true), people) > 0; gone++) {
      window = window.with(NOON.plusSeconds(gone * 10), 1, people--);
    }
    assertThat(people).isEqualTo(50);
  }

  @Test
  void removals_older_than_an_hour_do_not_count() {
    var window = RemovalWindow.EMPTY.with(NOON, 3, 14).with(NOON.plusSeconds(1800), 2, 11);
    assertThat(window.at(NOON.plusSeconds(3599)).count()).isEqualTo(5);
    assertThat(window.at(NOON.plus(Duration.ofHours(1))).count()).isEqualTo(2);
    assertThat(window.at(NOON.plus(Duration.ofHours(2)))).isEqualTo(RemovalWindow.EMPTY);
  }

  @Test
  void window_stays_short_under_many_removals() {
    var window = RemovalWindow.EMPTY;
    for (int second = 0; second < 7200; second++) {
      window = window.with(NOON.plusSeconds(second), 1, 10_000).at(NOON.plusSeconds(second));
    }
    assertThat(window.removals()).hasSizeLessThanOrEqualTo(31);
    assertThat(window.count()).isBetween(3600, 3600 + 120);
  }
}
