package com.wandb.iam.team.removal;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.RemovalLimit;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.FakeCaches;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RemovalLimitersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Step ALICE =
      new Step.RemoveMember("alice", "alice", TeamRole.BuiltIn.MEMBER);

  private final FakeCaches caches = new FakeCaches();
  private final RemovalLimiters limiters =
      new RemovalLimiters(caches.resources(), caches.live(), null, () -> NOON, WorkObserver.NONE);

  private static Team team(String spec, String status) {
    return FakeCaches.read(
        Team.class,
        "{metadata: {name: vision, namespace: ml, uid: u1}, spec: {%s}, status: {serverName: central, id: t1%s}}"
            .formatted(spec, status));
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        Arguments.of(null, RemovalLimit.DEFAULT),
        Arguments.of(new IntOrString(0), new RemovalLimit(0, false)),
        Arguments.of(new IntOrString(7), new RemovalLimit(7, false)),
        Arguments.of(new IntOrString("30%"), new RemovalLimit(30, true)),
        Arguments.of(new IntOrString("100%"), new RemovalLimit(100, true)));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void limit_is_a_number_or_a_percentage(@Nullable IntOrString declared, RemovalLimit limit) {
    assertThat(RemovalLimiters.limit(declared)).isEqualTo(limit);
  }

  /** Restarts and new Teams do not raise the limit. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                                | 0 | 0 | 5 | false
          , recentRemovals: [{at: '2026-03-01T11:30:00Z', count: 2}]        | 2 | 0 | 5 | false
          , recentRemovals: [{at: '2026-03-01T11:30:00Z', count: 2, people: 9}] | 2 | 0 | 9 | false
          , recentRemovals: [{at: '2026-03-01T10:30:00Z', count: 2, people: 9}] | 0 | 0 | 5 | false
          , plan: {held: true, approvals: 3}                                | 0 | 3 | 5 | true
          , plan: {held: false, approvals: 3}                               | 0 | 3 | 5 | false
          , plan: {hash: abc}                                               | 0 | 0 | 5 | false
          """)
  void limiter_continues_from_the_status(
      String status, int recent, int approvals, int people, boolean held) {
    var limiter = limiters.of("central", "t1", team("", status));
    assertThat(limiter.recent(NOON)).isEqualTo(recent);
    assertThat(limiter.people(5, NOON)).isEqualTo(people);
    assertThat(limiter.plan().approvals()).isEqualTo(approvals);
    assertThat(limiter.isCarriedOver()).isEqualTo(held);
    assertThat(limiters.of("central", "t1")).isSameAs(limiter);
  }

  /** A cache can be empty for a moment. */
  @Test
  void limiter_continues_from_a_team_read_live() {
    caches.addLive(team("", ", plan: {held: true, approvals: 3}"));
    assertThat(limiters.of("other", "t1").isCarriedOver()).isFalse();
    assertThat(limiters.of("central", "t2").isCarriedOver()).isFalse();
    assertThat(limiters.of("central", "t1").isCarriedOver()).isTrue();
  }

  @Test
  void team_without_status_begins_with_nothing() {
    var fresh = FakeCaches.read(Team.class, "{metadata: {name: vision, namespace: ml}, spec: {}}");
    caches.addLive(fresh);
    assertThat(limiters.of("central", "t1", fresh).plan().isEmpty()).isTrue();
  }

  /** A deleted resource holds no step; the count of removals stays. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          serverName: central, teamId: t1 | true
          serverName: central, teamId: t2 | false
          serverName: other, teamId: t1   | false
          serverName: central             | false
          teamId: t1                      | false
          """)
  void deleted_membership_holds_no_step(String status, boolean released) {
    var membership =
        FakeCaches.read(
            TeamMembership.class,
            "{metadata: {name: m, namespace: ml, uid: u2}, spec: {teamRef: {name: vision}, role: Member}, status: {%s}}"
                .formatted(status));
    var limiter = limiters.of("central", "t1");
    limiter.hold(Claimant.of(membership), List.of(ALICE));
    limiters.forget(membership);
    assertThat(limiter.plan().isEmpty()).isEqualTo(released);
  }

  @Test
  void deleted_team_holds_no_step() {
    var team = team("", "");
    var limiter = limiters.of("central", "t1");
    limiter.hold(Claimant.of(team), List.of(ALICE));
    limiters.forget(team);
    assertThat(limiter.plan().isEmpty()).isTrue();
  }

  @Test
  void other_kinds_hold_no_step() {
    var limiter = limiters.of("central", "t1");
    limiter.hold(new Claimant(Team.class, "u1", "ml", "vision"), List.of(ALICE));
    limiters.forget(FakeCaches.read(Team.class, "{metadata: {name: a, namespace: ml, uid: u1}}"));
    assertThat(limiter.plan().isEmpty()).isFalse();
  }
}
