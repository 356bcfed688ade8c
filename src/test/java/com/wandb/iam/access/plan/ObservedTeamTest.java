package com.wandb.iam.access.plan;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObservedTeamTest {
  private static final ObservedTeam TEAM =
      ObservedTeam.of(
          List.of(
              new ObservedMember("alice", "alice", ADMIN, true),
              new ObservedMember("bob", "bob", MEMBER, true),
              new ObservedMember("gone", "gone", MEMBER, true, false),
              new ObservedMember("former", "former", ADMIN, true, false),
              new ObservedMember("robot", "robot", MEMBER, false)));

  private static Step change(String id, TeamRole from, TeamRole to) {
    return new Step.ChangeRole(id, id, from, to);
  }

  static Stream<Arguments> gains() {
    return Stream.of(
        Arguments.of("added admin", new Step.AddMember("eve", "eve", ADMIN), 1),
        Arguments.of("added member", new Step.AddMember("eve", "eve", MEMBER), 0),
        Arguments.of("promoted user", change("bob", MEMBER, ADMIN), 1),
        Arguments.of("promoted service account", change("robot", MEMBER, ADMIN), 0),
        Arguments.of("promoted deactivated user", change("gone", MEMBER, ADMIN), 0),
        Arguments.of("promoted absent user", change("eve", MEMBER, ADMIN), 0),
        Arguments.of("unchanged admin", change("alice", ADMIN, ADMIN), 0),
        Arguments.of("demoted admin", change("alice", ADMIN, VIEWER), -1),
        Arguments.of("demoted deactivated admin", change("former", ADMIN, VIEWER), 0),
        Arguments.of("removed admin", new Step.RemoveMember("alice", "alice", ADMIN), -1),
        Arguments.of("removed member", new Step.RemoveMember("bob", "bob", MEMBER), 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("gains")
  void only_active_users_count_as_gained_admins(String name, Step step, int gained) {
    assertThat(TEAM.adminsGained(step)).isEqualTo(gained);
  }

  @Test
  void first_of_two_entries_of_an_account_counts() {
    var team =
        ObservedTeam.of(
            List.of(
                new ObservedMember("bob", "bob", VIEWER, true),
                new ObservedMember("bob", "bob", ADMIN, true)));
    assertThat(team.member("bob")).map(ObservedMember::role).contains(VIEWER);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new Step.AddMember("eve", "eve", MEMBER), StepKind.ADD),
        Arguments.of(change("bob", MEMBER, ADMIN), StepKind.CHANGE),
        Arguments.of(change("bob", MEMBER, VIEWER), StepKind.DEMOTE),
        Arguments.of(new Step.RemoveMember("bob", "bob", MEMBER), StepKind.REMOVE));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void kind_of_a_step_follows_the_observed_role(Step step, StepKind kind) {
    assertThat(StepKind.of(step, TEAM)).isEqualTo(kind);
  }
}
