package com.wandb.iam.team.membership;

import static com.wandb.iam.team.membership.MembershipFixture.EMPTY;
import static com.wandb.iam.team.membership.MembershipFixture.USER;
import static com.wandb.iam.team.membership.MembershipFixture.WITH_ALICE;
import static com.wandb.iam.team.membership.MembershipFixture.entry;
import static com.wandb.iam.team.membership.MembershipFixture.found;
import static com.wandb.iam.team.membership.MembershipFixture.plan;
import static com.wandb.iam.team.membership.MembershipFixture.team;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.team.membership.MembershipFacts.Candidate;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.Remotes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Users that a membership no longer declares. */
class LeavingUsersTest {
  static Stream<Arguments> leaving() {
    return Stream.of(
        Arguments.of(entry("alice", UserState.SYNCED, null), true),
        Arguments.of(entry("alice", UserState.CONFLICT, null), true),
        Arguments.of(entry(null, UserState.INVITED, null), true),
        Arguments.of(entry(null, UserState.FAILED, null), true),
        Arguments.of(entry(null, UserState.CONTESTED, null), true),
        Arguments.of(entry(null, UserState.LEAVING, null), true),
        Arguments.of(entry(null, UserState.INVITED, true), false),
        Arguments.of(entry(null, UserState.UNKNOWN, null), false),
        Arguments.of(entry(null, UserState.PENDING, null), false));
  }

  @ParameterizedTest
  @MethodSource("leaving")
  void undeclared_user_leaves_if_added_or_invited(MemberState before, boolean leaves) {
    var plan = MembershipPlan.ended(List.of(before));
    assertThat(plan.leaving())
        .extracting(MemberState::state)
        .isEqualTo(leaves ? List.of("Leaving") : List.of());
  }

  @Test
  void declared_user_does_not_leave() {
    var before =
        List.of(entry("alice", UserState.SYNCED, null), entry(null, UserState.INVITED, null));
    assertThat(plan(List.of(found(USER)), before, WITH_ALICE, true).leaving()).isEmpty();
  }

  /** One invitation is replaced by the entry with the same address, in any case of its letters. */
  @ParameterizedTest
  @CsvSource({"ALICE@example.com, false", "bob@example.com, true"})
  void invitation_leaves_unless_its_address_is_declared(String email, boolean leaves) {
    var invited =
        new MemberState(email, null, null, "Invited", "Admin", null, List.of(), null, null);
    assertThat(plan(List.of(found(USER)), List.of(invited), EMPTY, true).leaving())
        .hasSize(leaves ? 1 : 0);
  }

  /** A leaving user is shown until nothing is left to remove. */
  static Stream<Arguments> shown() {
    return Stream.of(
        Arguments.of(leaver("alice", List.of()), List.of("alice"), true),
        Arguments.of(leaver("alice", List.of()), List.of("bob"), false),
        Arguments.of(leaver("alice", List.of("models")), List.of("bob"), true),
        Arguments.of(entry(null, UserState.INVITED, null), List.of("alice"), true));
  }

  private static MemberState leaver(String id, List<String> registries) {
    return new MemberState(
        null, "former", id, UserState.SYNCED.text(), "Member", null, registries, null, null);
  }

  @ParameterizedTest
  @MethodSource("shown")
  void leaving_user_is_shown_while_something_is_left(
      MemberState before, List<String> members, boolean shown) {
    var bob = Remotes.person("bob");
    var named = new PersonReference("bob@example.com", null);
    var declared = new Candidate(new Match.Found(named, bob), new ProvisionResult.None());
    var plan = plan(List.of(declared), List.of(before), EMPTY, true);
    assertThat(plan.users()).extracting(MemberState::state).containsExactly("Pending", "Leaving");
    assertThat(plan.usersToShow(team(members)))
        .extracting(MemberState::state)
        .isEqualTo(shown ? List.of("Pending", "Leaving") : List.of("Pending"));
  }
}
