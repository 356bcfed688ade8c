package com.wandb.iam.access.plan;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Guard GUARD = new Guard("operator");
  private static final ObservedTeam TEAM =
      ObservedTeam.of(
          List.of(
              new ObservedMember("alice", "alice", ADMIN, true),
              new ObservedMember("bob", "bob", MEMBER, true),
              new ObservedMember("operator", "operator", MEMBER, true),
              new ObservedMember("robot", "robot", ADMIN, false)));

  @Test
  void refuses_to_remove_the_last_admin() {
    assertThat(broken(new Step.RemoveMember("alice", "alice", ADMIN))).isEqualTo(Rule.LAST_ADMIN);
  }

  @Test
  void refuses_to_demote_the_last_admin() {
    assertThat(broken(new Step.ChangeRole("alice", "alice", ADMIN, MEMBER)))
        .isEqualTo(Rule.LAST_ADMIN);
  }

  @Test
  void service_account_does_not_count_as_team_admin() {
    assertThat(TEAM.admins()).isEqualTo(1);
  }

  @Test
  void admin_can_be_removed_if_there_is_another() {
    var two = TEAM.after(new Step.ChangeRole("bob", "bob", MEMBER, ADMIN));
    assertThat(GUARD.check(new Step.RemoveMember("alice", "alice", ADMIN), two)).isEmpty();
  }

  @Test
  void two_harmless_steps_never_remove_the_last_admin() {
    var two = TEAM.after(new Step.ChangeRole("bob", "bob", MEMBER, ADMIN));
    var first = new Step.RemoveMember("alice", "alice", ADMIN);
    assertThat(GUARD.check(first, two)).isEmpty();
    assertThat(GUARD.check(new Step.ChangeRole("bob", "bob", ADMIN, VIEWER), two.after(first)))
        .map(Violation::rule)
        .contains(Rule.LAST_ADMIN);
  }

  @Test
  void removal_of_the_operators_own_access_is_refused() {
    assertThat(broken(new Step.RemoveMember("operator", "operator", MEMBER)))
        .isEqualTo(Rule.OWN_IDENTITY);
    assertThat(broken(new Step.ChangeRole("operator", "operator", MEMBER, VIEWER)))
        .isEqualTo(Rule.OWN_IDENTITY);
  }

  @Test
  void removal_of_the_operators_current_role_is_refused() {
    var admin = TEAM.after(new Step.ChangeRole("operator", "operator", MEMBER, ADMIN));
    var janitor = new TeamRole.Custom("janitor");
    assertThat(GUARD.check(new Step.ChangeRole("operator", "operator", MEMBER, janitor), admin))
        .map(Violation::rule)
        .contains(Rule.OWN_IDENTITY);
    assertThat(broken(new Step.AddMember("operator", "operator", VIEWER)))
        .isEqualTo(Rule.OWN_IDENTITY);
    assertThat(GUARD.check(new Step.AddMember("operator", "operator", MEMBER), TEAM)).isEmpty();
    assertThat(GUARD.check(new Step.ChangeRole("operator", "operator", MEMBER, ADMIN), TEAM))
        .isEmpty();
  }

  @Test
  void service_accounts_are_not_removed() {
    assertThat(broken(new Step.RemoveMember("robot", "robot", ADMIN))).isEqualTo(Rule.PEOPLE_ONLY);
  }

  @Test
  void adding_members_is_always_allowed() {
    assertThat(GUARD.check(new Step.AddMember("carol", "carol", VIEWER), TEAM)).isEmpty();
  }

  @Test
  void member_of_a_team_without_admin_can_be_removed() {
    var team = ObservedTeam.of(List.of(new ObservedMember("bob", "bob", MEMBER, true)));
    assertThat(GUARD.check(new Step.RemoveMember("bob", "bob", MEMBER), team)).isEmpty();
  }

  @Test
  void refusal_names_the_change_and_its_effect() {
    assertThat(GUARD.check(new Step.RemoveMember("alice", "alice", ADMIN), TEAM))
        .map(Violation::message)
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .contains("remove alice (Admin)")
                    .contains("would leave the team without an admin"));
  }

  private static Rule broken(Step step) {
    return GUARD.check(step, TEAM).orElseThrow().rule();
  }

  @Test
  void deactivated_user_does_not_count_as_admin() {
    var team =
        ObservedTeam.of(
            List.of(
                new ObservedMember("alice", "alice", ADMIN, true),
                new ObservedMember("gone", "gone", ADMIN, true, false)));
    assertThat(GUARD.check(new Step.RemoveMember("alice", "alice", ADMIN), team))
        .map(Violation::rule)
        .contains(Rule.LAST_ADMIN);
    assertThat(GUARD.check(new Step.RemoveMember("gone", "gone", ADMIN), team)).isEmpty();
  }
}
