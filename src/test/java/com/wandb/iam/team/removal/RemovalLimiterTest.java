package com.wandb.iam.team.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.RemovalLimit;
import com.wandb.iam.access.plan.RemovalWindow;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.reconcile.Claimant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemovalLimiterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RemovalLimit HALF = RemovalLimit.DEFAULT;

  private final List<RemovalWindow> noted = new ArrayList<>();
  private final RemovalLimiter limiter = new RemovalLimiter("t1", RemovalWindow.EMPTY, 0, false);

  private static Claimant asker(String name) {
    return new Claimant(TeamMembership.class, "uid-" + name, "ml", name);
  }

  private static Step removal(int user) {
    return new Step.RemoveMember("u" + user, "user" + user, TeamRole.BuiltIn.MEMBER);
  }

  /**
   * Requests one removal, as the reconciliation of one membership does, and reports held removals
   * to the limiter.
   */
  private boolean ask(int user, Instant when, int people) {
    boolean free =
        limiter.admit(List.of(removal(user)), HALF, people, when, noted::add).getFirst().isEmpty();
    limiter.hold(asker("m" + user), free ? List.of() : List.of(removal(user)));
    if (free) {
      limiter.done(removal(user));
    }
    return free;
  }

  @Test
  void separate_removals_stop_at_half_of_the_team() {
    int people = 10;
    for (int user = 0; user < 10; user++) {
      people -= ask(user, NOON.plusSeconds(user), people) ? 1 : 0;
    }
    assertThat(people).isEqualTo(5);
    assertThat(limiter.plan().steps()).hasSize(5);
  }

  @Test
  void simultaneous_removals_stop_at_half_of_the_team() {
    var steps = IntStream.range(0, 10).mapToObj(RemovalLimiterTest::removal).toList();
    var verdicts = limiter.admit(steps, HALF, 10, NOON, noted::add);
    assertThat(verdicts.stream().filter(verdict -> verdict.isEmpty()).count()).isEqualTo(5);
    assertThat(noted).hasSize(1);
  }

  @Test
  void held_removal_is_not_released_by_time() {
    for (int user = 0; user < 6; user++) {
      ask(user, NOON, 10 - Math.min(user, 5));
    }
    assertThat(ask(5, NOON.plus(Duration.ofHours(3)), 5)).isFalse();
    assertThat(ask(6, NOON.plus(Duration.ofHours(3)), 5)).isFalse();
  }

  @Test
  void limiter_admits_again_after_held_removals_are_dropped() {
    for (int user = 0; user < 6; user++) {
      ask(user, NOON, 10 - Math.min(user, 5));
    }
    assertThat(limiter.hold(asker("m5"), List.of())).isTrue();
    assertThat(limiter.plan().isEmpty()).isTrue();
    assertThat(ask(7, NOON.plus(Duration.ofHours(3)), 5)).isTrue();
  }

  @Test
  void approval_admits_only_approved_removals_and_once() {
    for (int user = 0; user < 7; user++) {
      ask(user, NOON, 10 - Math.min(user, 5));
    }
    var plan = limiter.plan();
    var later = removal(8);
    limiter.hold(asker("m8"), List.of(later));
    assertThat(limiter.approve(plan, NOON))
        .extracting(Claimant::name)
        .containsExactlyInAnyOrder("m5", "m6");
    assertThat(ask(5, NOON, 5)).isTrue();
    assertThat(ask(8, NOON, 5)).isFalse();
    assertThat(ask(5, NOON, 5)).as("a repeated removal needs another approval").isFalse();
    assertThat(limiter.plan().approvals()).isEqualTo(1);
  }

  @Test
  void unused_approval_expires() {
    for (int user = 0; user < 6; user++) {
      ask(user, NOON, 10 - Math.min(user, 5));
    }
    limiter.approve(limiter.plan(), NOON);
    limiter.hold(asker("m9"), List.of(removal(9)));
    assertThat(ask(5, NOON.plus(Duration.ofHours(2)), 5)).isFalse();
  }

  @Test
  void retried_removal_counts_once() {
    for (int attempt = 0; attempt < 20; attempt++) {
      assertThat(limiter.admit(List.of(removal(1)), HALF, 10, NOON, noted::add).getFirst())
          .isEmpty();
    }
    assertThat(limiter.recent(NOON)).isEqualTo(1);
  }

  @Test
  void removal_fails_if_it_cannot_be_counted() {
    assertThatThrownBy(
            () ->
                limiter.admit(
                    List.of(removal(1)),
                    HALF,
                    10,
                    NOON,
                    window -> {
                      throw new IllegalStateException("away");
                    }))
        .hasMessage("away");
    assertThat(limiter.recent(NOON)).isZero();
  }

  @Test
  void plan_is_held_after_a_restart_until_all_ask_again() {
    var after = new RemovalLimiter("t1", RemovalWindow.EMPTY, 2, true);
    assertThat(after.admit(List.of(removal(1)), HALF, 10, NOON, noted::add).getFirst()).isPresent();
    after.hold(asker("m1"), List.of());
    after.settle(Set.of("uid-m1", "uid-m2"));
    assertThat(after.isCarriedOver()).isTrue();
    after.hold(asker("m2"), List.of());
    after.settle(Set.of("uid-m1", "uid-m2"));
    assertThat(after.isCarriedOver()).isFalse();
    assertThat(after.admit(List.of(removal(1)), HALF, 10, NOON, noted::add).getFirst()).isEmpty();
    assertThat(after.plan().approvals()).isEqualTo(2);
  }

  @Test
  void removal_admitted_in_a_past_window_counts_again() {
    for (int user = 0; user < 5; user++) {
      assertThat(limiter.admit(List.of(removal(user)), HALF, 10, NOON, noted::add).getFirst())
          .isEmpty();
    }
    var later = NOON.plus(Duration.ofHours(2));
    for (int user = 5; user < 10; user++) {
      assertThat(ask(user, later, 10)).isTrue();
    }
    assertThat(ask(0, later, 5)).isFalse();
  }

  @Test
  void approved_removals_are_counted() {
    for (int user = 0; user < 7; user++) {
      ask(user, NOON, 10 - Math.min(user, 5));
    }
    limiter.approve(limiter.plan(), NOON);
    assertThat(ask(5, NOON, 5)).isTrue();
    assertThat(ask(6, NOON, 4)).isTrue();
    assertThat(limiter.recent(NOON)).isEqualTo(7);
    assertThat(ask(8, NOON, 3)).isFalse();
  }

  @Test
  void used_approval_changes_the_plan_hash() {
    limiter.hold(asker("m1"), List.of(removal(1)));
    var plan = limiter.plan();
    limiter.spend(plan);
    assertThat(limiter.plan().hash()).isNotEqualTo(plan.hash());
    assertThat(limiter.plan().steps()).isEqualTo(plan.steps());
  }

  @Test
  void held_removals_of_a_deleted_resource_are_dropped() {
    limiter.hold(asker("m1"), List.of(removal(1)));
    limiter.hold(asker("m2"), List.of(removal(2)));
    limiter.settle(Set.of("uid-m2"));
    assertThat(limiter.plan().steps()).containsExactly(removal(2));
  }
}
