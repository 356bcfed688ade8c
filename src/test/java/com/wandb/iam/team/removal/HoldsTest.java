package com.wandb.iam.team.removal;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.RemovalLimit;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.reconcile.TeamPass;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.FakeCaches;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Step ALICE = removal("alice");
  private static final Step BOB = removal("bob");
  private static final Violation LIMIT = violation(Rule.REMOVAL_LIMIT);

  private final List<String> held = new ArrayList<>();
  private final TeamPass pass = TeamPass.of("", "");
  private final FakeCaches caches = new FakeCaches();
  private RemovalLimiters limiters;
  private Holds holds;

  @BeforeEach
  void begin() {
    limiters =
        new RemovalLimiters(caches.resources(), caches.live(), null, () -> NOON, WorkObserver.NONE);
    holds = new Holds(limiters, observer());
  }

  /** Records each held plan. */
  private WorkObserver observer() {
    return (WorkObserver)
        Proxy.newProxyInstance(
            WorkObserver.class.getClassLoader(),
            new Class<?>[] {WorkObserver.class},
            (proxy, method, arguments) -> {
              held.add(method.getName() + " " + arguments[0]);
              return null;
            });
  }

  private static Step removal(String user) {
    return new Step.RemoveMember(user, user, TeamRole.BuiltIn.MEMBER);
  }

  private static Violation violation(Rule rule) {
    return new Violation(rule, "spec", "it is so", "change it");
  }

  private boolean record(StepResult... results) {
    return holds.record(pass, "central", "t1", new StepResults(List.of(results)));
  }

  private List<Step> planned() {
    return limiters.of("central", "t1").plan().steps();
  }

  @Test
  void held_step_is_recorded_once() {
    assertThat(record(new StepResult.Withheld(ALICE, LIMIT))).isTrue();
    assertThat(held).containsExactly("planHeld central");
    assertThat(record(new StepResult.Withheld(ALICE, LIMIT))).isFalse();
    assertThat(held).hasSize(1);
    assertThat(planned()).containsExactly(ALICE);
  }

  @Test
  void step_withheld_by_another_rule_is_not_held() {
    assertThat(record(new StepResult.Withheld(ALICE, violation(Rule.LAST_ADMIN)))).isFalse();
    assertThat(planned()).isEmpty();
    assertThat(held).isEmpty();
  }

  @Test
  void released_step_changes_the_plan_silently() {
    record(new StepResult.Withheld(ALICE, LIMIT));
    held.clear();
    assertThat(record()).isTrue();
    assertThat(planned()).isEmpty();
    assertThat(held).isEmpty();
  }

  @Test
  void deleted_resource_holds_nothing() {
    record(new StepResult.Withheld(ALICE, LIMIT));
    holds.forget(pass, "central", "t1");
    assertThat(planned()).isEmpty();
  }

  /** While a plan is held, each removal is held, and no request is needed to know this. */
  @Test
  void removal_is_certainly_held_while_a_plan_is_held() {
    var steps = List.of(ALICE, BOB);
    assertThat(holds.certain("central", "t1", steps).all()).isEmpty();
    record(new StepResult.Withheld(ALICE, LIMIT));
    assertThat(holds.certain("central", "t1", steps).all())
        .extracting(StepResult::step)
        .containsExactly(ALICE, BOB);
    assertThat(holds.certain("other", "t1", steps).all()).isEmpty();
    assertThat(holds.certain("central", "t2", steps).all()).isEmpty();
  }

  @Test
  void steps_are_all_certain_only_if_each_is_held() {
    record(new StepResult.Withheld(ALICE, LIMIT), new StepResult.Withheld(BOB, LIMIT));
    assertThat(holds.allCertain("central", "t1", List.of(ALICE, BOB)).orElseThrow().all())
        .hasSize(2);
    limiters.of("central", "t1").approve(limiters.of("central", "t1").plan(), NOON);
    limiters.of("central", "t1").hold(claimant(), List.of(removal("carol")));
    assertThat(holds.allCertain("central", "t1", List.of(ALICE, removal("dave")))).isEmpty();
    assertThat(holds.certain("central", "t1", List.of(ALICE, removal("dave"))).all()).hasSize(1);
  }

  private Claimant claimant() {
    return Claimant.of(pass.resource());
  }

  @Test
  void first_removal_of_a_team_is_not_certainly_held() {
    assertThat(limiters.of("central", "t1").holds(ALICE, RemovalLimit.DEFAULT, NOON)).isEmpty();
    assertThat(holds.allCertain("central", "t1", List.of(ALICE))).isEmpty();
    assertThat(holds.allCertain("central", "t1", List.of())).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "LAST_ADMIN, LastAdmin",
    "OWN_IDENTITY, LastAdmin",
    "REMOVAL_LIMIT, PlanHeld",
    "CONFLICTING_WRITER, Contested",
    "UNRESOLVED_MEMBERS, UndeclaredMembers",
    "TENANCY, NotAllowed"
  })
  void withheld_step_blocks_with_the_reason_of_its_rule(Rule rule, Reason reason) {
    var result = Holds.blocked(violation(rule));
    assertThat(result.retry()).isEqualTo(Retry.BACKING_OFF);
    assertThat(result.finding(ConditionType.Ready).orElseThrow())
        .satisfies(
            ready -> {
              assertThat(ready.reason()).isEqualTo(reason);
              assertThat(ready.message()).contains("it is so");
            });
    assertThat(result.finding(ConditionType.Stalled)).isPresent();
  }
}
