package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.RoleOrder;
import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.team.removal.Ending;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MembershipReportTest {
  private static final TeamRole ADMIN = TeamRole.BuiltIn.ADMIN;
  private static final Step STEP = new Step.AddMember("alice", "alice", ADMIN);
  private static final WandbException ERROR = new WandbException.Invalid("no seat");

  private static MemberState entry(@Nullable String id, UserState state) {
    return new MemberState(
        "alice@example.com", null, id, state.text(), "Member", null, List.of(), "because", null);
  }

  private static Violation violation(Rule rule) {
    return new Violation(rule, "spec", "it is so", "change it");
  }

  private static StepResults results(StepResult... results) {
    return new StepResults(List.of(results));
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of(StepResults.NONE, UserState.SYNCED),
        Arguments.of(results(new StepResult.Applied(STEP)), UserState.SYNCED),
        Arguments.of(
            results(new StepResult.Withheld(STEP, violation(Rule.LAST_ADMIN))), UserState.REFUSED),
        Arguments.of(
            results(new StepResult.Withheld(STEP, violation(Rule.CONFLICTING_WRITER))),
            UserState.CONTESTED),
        Arguments.of(results(new StepResult.Failed(STEP, ERROR)), UserState.FAILED));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void result_of_a_step_decides_the_state(StepResults results, UserState expected) {
    var after =
        MembershipReport.after(
            List.of(entry("alice", UserState.PENDING)), results, StepResults.NONE, ADMIN);
    assertThat(after).extracting(MemberState::state).containsExactly(expected.text());
    assertThat(after).extracting(MemberState::role).containsExactly("Admin");
  }

  @Test
  void user_without_grant_keeps_the_state() {
    var users = List.of(entry("alice", UserState.DEACTIVATED), entry(null, UserState.INVITED));
    assertThat(MembershipReport.after(users, StepResults.NONE, StepResults.NONE, ADMIN))
        .isEqualTo(users);
  }

  @Test
  void leaving_user_stays_in_status_until_removed() {
    var leaving = List.of(entry("alice", UserState.LEAVING));
    var removal = new Step.RemoveMember("alice", "alice", ADMIN);
    assertThat(
            MembershipReport.after(
                leaving,
                StepResults.NONE,
                results(new StepResult.Withheld(removal, violation(Rule.REMOVAL_LIMIT))),
                ADMIN))
        .isEqualTo(leaving);
    assertThat(
            MembershipReport.after(
                leaving, StepResults.NONE, results(new StepResult.Applied(removal)), ADMIN))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "LAST_ADMIN,LastAdmin",
    "OWN_IDENTITY,LastAdmin",
    "REMOVAL_LIMIT,PlanHeld",
    "CONFLICTING_WRITER,Contested",
    "UNRESOLVED_MEMBERS,UndeclaredMembers",
    "PEOPLE_ONLY,NotAllowed"
  })
  void withheld_step_is_reported_with_the_reason_of_its_rule(Rule rule, Reason reason) {
    var ending = MembershipReport.problem(results(new StepResult.Withheld(STEP, violation(rule))));
    assertThat(ending.orElseThrow().orThrow())
        .extracting(MembershipReportTest::reason)
        .isEqualTo(reason);
  }

  @Test
  void failure_is_a_value_and_comes_before_withheld_steps() {
    var ending =
        MembershipReport.problem(
            results(
                new StepResult.Withheld(STEP, violation(Rule.LAST_ADMIN)),
                new StepResult.Failed(STEP, ERROR)));
    assertThat(ending).contains(new Ending.Failed(ERROR));
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN,UserNotFound",
    "AMBIGUOUS,Ambiguous",
    "IDENTITY_CHANGED,IdentityChanged",
    "DEACTIVATED,Deactivated",
    "CONFLICT,Conflict",
    "CONTESTED,Contested",
    "SYNCED,Ready",
    "INVITED,Ready"
  })
  void first_problem_of_users_is_the_reason(UserState state, Reason reason) {
    var users = List.of(entry("bob", UserState.SYNCED), entry("alice", state));
    assertThat(reason(MembershipReport.applied(users, ADMIN))).isEqualTo(reason);
  }

  @Test
  void ready_message_counts_users_and_invitations() {
    var users = List.of(entry("bob", UserState.SYNCED), entry(null, UserState.INVITED));
    assertThat(message(MembershipReport.applied(users, ADMIN)))
        .isEqualTo("1 user has the role Admin, and 1 is invited.");
  }

  @Test
  void many_users_with_a_problem_are_named_in_part() {
    var users = Stream.generate(() -> entry(null, UserState.UNKNOWN)).limit(7).toList();
    assertThat(message(MembershipReport.applied(users, ADMIN))).contains(" and 2 more: because");
  }

  private static MemberState unknown(String name, String message) {
    return new MemberState(
        null, name, null, UserState.UNKNOWN.text(), "Member", null, List.of(), message, null);
  }

  @Test
  void message_of_a_user_names_only_this_user() {
    var users =
        List.of(unknown("alice", "No such user."), unknown("bob", "This is a service account."));
    assertThat(message(MembershipReport.applied(users, ADMIN)))
        .isEqualTo("alice: No such user. See status.users for each user.");
  }

  @Test
  void message_of_several_users_names_all_of_them() {
    var users = List.of(unknown("alice", "No such user."), unknown("bob", "No such user."));
    assertThat(message(MembershipReport.applied(users, ADMIN)))
        .isEqualTo("alice, bob: No such user.");
  }

  @Test
  void other_problems_are_not_reported_as_reconciled() {
    var users = List.of(unknown("alice", "No such user."), entry("bob", UserState.CONFLICT));
    assertThat(message(MembershipReport.observed(users, List.of())))
        .isEqualTo("alice: No such user. See status.users for each user.");
  }

  @Test
  void shown_plan_marks_users_with_a_step_as_pending() {
    var users = List.of(entry("alice", UserState.SYNCED), entry("bob", UserState.PENDING));
    assertThat(MembershipReport.shown(users, List.of(STEP), ADMIN))
        .extracting(MemberState::state, MemberState::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Pending", "would add alice (Admin)"),
            org.assertj.core.groups.Tuple.tuple("Synced", null));
  }

  @Test
  void role_below_member_is_a_warning() {
    assertThat(
            MembershipReport.warnings(List.of("more"), RoleOrder.BUILT_IN, TeamRole.BuiltIn.VIEWER))
        .hasSize(2)
        .contains("more");
    assertThat(MembershipReport.warnings(List.of("more"), RoleOrder.BUILT_IN, ADMIN))
        .containsExactly("more");
  }

  @Test
  void five_users_with_a_problem_are_all_named() {
    var users = Stream.generate(() -> unknown("alice", "No such user.")).limit(5).toList();
    assertThat(message(MembershipReport.applied(users, ADMIN)))
        .isEqualTo("alice, alice, alice, alice, alice: No such user.");
  }

  /** Users without a problem need no further look. */
  @Test
  void message_refers_to_status_only_for_other_problems() {
    var users = List.of(entry("bob", UserState.SYNCED), unknown("alice", "No such user."));
    assertThat(message(MembershipReport.applied(users, ADMIN))).isEqualTo("alice: No such user.");
    assertThat(message(MembershipReport.observed(users, List.of())))
        .isEqualTo("alice: No such user.");
  }

  @Test
  void expired_access_is_told_unless_a_removal_is_open() {
    var removal = new Step.RemoveMember("alice", "alice", ADMIN);
    var ended = MembershipReport.expired(results(new StepResult.Applied(removal))).orThrow();
    assertThat(message(ended)).isEqualTo("Access ended at spec.expiresAt.");
    var held = results(new StepResult.Withheld(removal, violation(Rule.REMOVAL_LIMIT)));
    assertThat(reason(MembershipReport.expired(held).orThrow())).isEqualTo(Reason.PlanHeld);
    assertThat(MembershipReport.expired(results(new StepResult.Failed(removal, ERROR))))
        .isEqualTo(new Ending.Failed(ERROR));
  }

  /** Users without an account or a grant are shown as they are. */
  @Test
  void shown_plan_leaves_other_users_unchanged() {
    var users = List.of(entry(null, UserState.INVITED), entry("alice", UserState.CONFLICT));
    assertThat(MembershipReport.shown(users, List.of(STEP), ADMIN)).isEqualTo(users);
  }

  @Test
  void difference_is_observed_without_a_problem() {
    var users = List.of(entry("bob", UserState.SYNCED));
    assertThat(MembershipReport.observed(users, List.of("add x")))
        .isEqualTo(ReconcileResult.observed(List.of("add x")));
  }

  private static Reason reason(ReconcileResult result) {
    return result.finding(ConditionType.Ready).orElseThrow().reason();
  }

  private static String message(ReconcileResult result) {
    return result.finding(ConditionType.Ready).orElseThrow().message();
  }
}
