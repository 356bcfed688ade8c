package com.wandb.iam.access.plan;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StepOrderTest {
  private static final Guard GUARD = new Guard("operator");
  private static final ObservedTeam TEAM =
      ObservedTeam.of(
          List.of(
              new ObservedMember("alice", "alice", ADMIN, true),
              new ObservedMember("bob", "bob", MEMBER, true),
              new ObservedMember("eve", "eve", VIEWER, true),
              new ObservedMember("operator", "operator", MEMBER, true),
              new ObservedMember("robot", "robot", MEMBER, false)));

  private static Step add(String id, TeamRole role) {
    return new Step.AddMember(id, id, role);
  }

  private static Step change(String id, TeamRole from, TeamRole to) {
    return new Step.ChangeRole(id, id, from, to);
  }

  private static Step remove(String id) {
    return new Step.RemoveMember(id, id, MEMBER);
  }

  private static Step expire(String id) {
    return new Step.RemoveMember(id, id, MEMBER, Step.Cause.EXPIRED);
  }

  private static Step firstRole(String id, TeamRole to) {
    return new Step.ChangeRole(id, id, MEMBER, to, true);
  }

  static Stream<Arguments> directions() {
    return Stream.of(
        Arguments.of(add("carol", ADMIN), false),
        Arguments.of(add("carol", VIEWER), false),
        Arguments.of(add("alice", MEMBER), true),
        Arguments.of(add("bob", VIEWER), true),
        Arguments.of(change("bob", MEMBER, ADMIN), false),
        Arguments.of(change("alice", ADMIN, MEMBER), true),
        Arguments.of(change("alice", MEMBER, VIEWER), true),
        Arguments.of(change("eve", ADMIN, MEMBER), false),
        Arguments.of(change("carol", ADMIN, VIEWER), false),
        Arguments.of(remove("bob"), true),
        Arguments.of(remove("carol"), false),
        Arguments.of(firstRole("bob", VIEWER), true));
  }

  @ParameterizedTest
  @MethodSource("directions")
  void step_direction_follows_the_observed_team(Step step, boolean takes) {
    var order = StepOrder.of(List.of(step), TEAM);
    assertThat(order.taking()).isEqualTo(takes ? List.of(step) : List.of());
    assertThat(order.giving()).isEqualTo(takes ? List.of() : List.of(step));
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        Arguments.of(remove("bob"), true),
        Arguments.of(change("bob", MEMBER, VIEWER), true),
        Arguments.of(add("bob", VIEWER), true),
        Arguments.of(expire("bob"), false),
        Arguments.of(firstRole("bob", VIEWER), false),
        Arguments.of(remove("alice"), false),
        Arguments.of(remove("operator"), false),
        Arguments.of(remove("robot"), false),
        Arguments.of(remove("carol"), false));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void only_permitted_removals_are_subject_to_the_limit(Step step, boolean limited) {
    assertThat(StepOrder.limited(List.of(step), TEAM, GUARD))
        .isEqualTo(limited ? List.of(step) : List.of());
  }

  @Test
  void second_step_of_an_account_begins_another_run() {
    var first = change("bob", MEMBER, ADMIN);
    var second = remove("bob");
    assertThat(StepOrder.runs(List.of(first, remove("eve"), second, add("carol", MEMBER))))
        .containsExactly(List.of(first, remove("eve")), List.of(second, add("carol", MEMBER)));
    assertThat(StepOrder.runs(List.of())).isEmpty();
  }

  @Test
  void second_of_two_admins_is_withheld_in_one_run() {
    var two = TEAM.after(change("bob", MEMBER, ADMIN));
    var verdict = StepOrder.check(List.of(remove("bob"), remove("alice")), two, GUARD);
    assertThat(verdict.allowed()).containsExactly(remove("bob"));
    assertThat(verdict.withheld()).containsOnlyKeys(remove("alice"));
    assertThat(verdict.withheld().values())
        .extracting(Violation::rule)
        .containsExactly(Rule.LAST_ADMIN);
  }

  @Test
  void last_admin_may_be_removed_after_the_successor_is_added() {
    var verdict = StepOrder.check(List.of(add("carol", ADMIN), remove("alice")), TEAM, GUARD);
    assertThat(verdict.withheld()).isEmpty();
  }
}
