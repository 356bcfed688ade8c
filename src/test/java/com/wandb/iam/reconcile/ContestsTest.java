package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.reconcile.Contests.Matter;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContestsTest {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Matter ROLE = new Matter("uid-1", "1/", "alice is a member");
  private static final Matter OTHER = new Matter("uid-1", "1/", "bob is a member");

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final Contests contests = new Contests(() -> now);

  private void doTwice(Matter matter) {
    contests.done(matter);
    now = now.plusSeconds(10);
    contests.done(matter);
  }

  @Test
  void change_done_once_is_not_contested() {
    contests.done(ROLE);
    assertThat(contests.isContested(ROLE, INTERVAL)).isFalse();
  }

  @Test
  void change_done_twice_in_three_intervals_is_contested() {
    doTwice(ROLE);
    assertThat(contests.isContested(ROLE, INTERVAL)).isTrue();
    assertThat(contests.isContested(OTHER, INTERVAL)).isFalse();
  }

  @Test
  void change_done_twice_long_ago_is_not_contested() {
    doTwice(ROLE);
    now = now.plus(INTERVAL.multipliedBy(3));
    assertThat(contests.isContested(ROLE, INTERVAL)).isFalse();
  }

  @Test
  void contested_change_stays_contested_however_late() {
    doTwice(ROLE);
    assertThat(contests.isContested(ROLE, INTERVAL)).isTrue();
    now = now.plus(Duration.ofDays(400));
    assertThat(contests.isContested(ROLE, INTERVAL)).isTrue();
  }

  @Test
  void agreement_ends_a_contest() {
    contests.contest(ROLE);
    contests.agreed(ROLE);
    assertThat(contests.isContested(ROLE, INTERVAL)).isFalse();
  }

  @Test
  void agreement_keeps_the_count_of_an_open_change() {
    contests.done(ROLE);
    contests.agreed(ROLE);
    contests.done(ROLE);
    assertThat(contests.isContested(ROLE, INTERVAL)).isTrue();
  }

  @Test
  void agreement_on_the_rest_keeps_the_named_contests() {
    contests.contest(ROLE);
    contests.contest(OTHER);
    contests.agreedBut("uid-1", Set.of(ROLE.aim()));
    assertThat(contests.isContested(ROLE, INTERVAL)).isTrue();
    assertThat(contests.isContested(OTHER, INTERVAL)).isFalse();
  }

  @Test
  void new_declaration_is_another_matter() {
    contests.contest(ROLE);
    var changed = new Matter("uid-1", "2/", ROLE.aim());
    assertThat(contests.isContested(changed, INTERVAL)).isFalse();
    contests.contest(changed);
    assertThat(contests.isContested(ROLE, INTERVAL)).isFalse();
  }

  @Test
  void forgotten_resource_is_not_contested() {
    contests.contest(ROLE);
    contests.contest(new Matter("uid-2", "1/", ROLE.aim()));
    contests.forget(
        new ConfigMapBuilder().withNewMetadata().withUid("uid-1").endMetadata().build());
    assertThat(contests.isContested(ROLE, INTERVAL)).isFalse();
    assertThat(contests.isContested(new Matter("uid-2", "1/", ROLE.aim()), INTERVAL)).isTrue();
  }
}
