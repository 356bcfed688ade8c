package com.wandb.iam.team.membership;

import static com.wandb.iam.team.membership.MembershipFixture.ALICE;
import static com.wandb.iam.team.membership.MembershipFixture.EMPTY;
import static com.wandb.iam.team.membership.MembershipFixture.ROLE;
import static com.wandb.iam.team.membership.MembershipFixture.USER;
import static com.wandb.iam.team.membership.MembershipFixture.WITH_ALICE;
import static com.wandb.iam.team.membership.MembershipFixture.deactivated;
import static com.wandb.iam.team.membership.MembershipFixture.entry;
import static com.wandb.iam.team.membership.MembershipFixture.found;
import static com.wandb.iam.team.membership.MembershipFixture.plan;
import static com.wandb.iam.team.membership.MembershipFixture.team;
import static com.wandb.iam.team.membership.MembershipFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.team.membership.MembershipFacts.Candidate;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.WandbException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Users that are granted the role, and the states of all users. */
class MembershipPlanTest {
  static Stream<Arguments> withoutGrant() {
    return Stream.of(
        Arguments.of(found(deactivated()), UserState.DEACTIVATED, "deactivated"),
        Arguments.of(
            new Candidate(new Match.Ambiguous(ALICE, 2), new ProvisionResult.None()),
            UserState.AMBIGUOUS,
            "2 accounts have this name"),
        Arguments.of(
            new Candidate(new Match.Changed(ALICE, "old"), new ProvisionResult.None()),
            UserState.IDENTITY_CHANGED,
            "belong to different accounts"),
        Arguments.of(
            new Candidate(new Match.ServiceAccount(ALICE), new ProvisionResult.None()),
            UserState.UNKNOWN,
            "service account"),
        Arguments.of(
            unknown(new ProvisionResult.None()), UserState.UNKNOWN, "no account with this name"),
        Arguments.of(unknown(new ProvisionResult.Invited(false)), UserState.INVITED, null),
        Arguments.of(unknown(new ProvisionResult.Ambiguous(3)), UserState.AMBIGUOUS, "3 accounts"),
        Arguments.of(
            unknown(new ProvisionResult.Contested()), UserState.CONTESTED, "iam.wandb.com/"),
        Arguments.of(
            unknown(new ProvisionResult.Planned("invite x")), UserState.PENDING, "would invite x"),
        Arguments.of(
            unknown(new ProvisionResult.Failed(new WandbException.Invalid("no seat"))),
            UserState.FAILED,
            "No seat."));
  }

  @ParameterizedTest
  @MethodSource("withoutGrant")
  void user_without_usable_account_is_granted_nothing(
      Candidate candidate, UserState state, @Nullable String message) {
    var plan = plan(List.of(candidate), List.of(), EMPTY, true);
    assertThat(plan.grants()).isEmpty();
    assertThat(plan.states())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.state()).isEqualTo(state.text());
              if (message == null) {
                assertThat(entry.message()).isNull();
              } else {
                assertThat(entry.message()).contains(message);
              }
            });
  }

  static Stream<Arguments> granted() {
    return Stream.of(
        Arguments.of(List.of(), EMPTY, UserState.PENDING, null, true),
        Arguments.of(List.of(), WITH_ALICE, UserState.PENDING, true, false),
        Arguments.of(
            List.of(entry("alice", UserState.SYNCED, null)),
            WITH_ALICE,
            UserState.SYNCED,
            null,
            false),
        Arguments.of(
            List.of(entry("alice", UserState.SYNCED, true)),
            WITH_ALICE,
            UserState.SYNCED,
            true,
            false),
        Arguments.of(
            List.of(entry("alice", UserState.PENDING, null)),
            WITH_ALICE,
            UserState.PENDING,
            null,
            true),
        Arguments.of(
            List.of(entry("alice", UserState.DEACTIVATED, null)),
            WITH_ALICE,
            UserState.PENDING,
            null,
            false),
        Arguments.of(
            List.of(entry("alice", UserState.LEAVING, null)),
            WITH_ALICE,
            UserState.PENDING,
            null,
            false),
        Arguments.of(
            List.of(entry(null, UserState.INVITED, null)),
            WITH_ALICE,
            UserState.PENDING,
            null,
            true),
        Arguments.of(
            List.of(entry(null, UserState.INVITED, true)),
            WITH_ALICE,
            UserState.PENDING,
            true,
            false));
  }

  @ParameterizedTest
  @MethodSource("granted")
  void found_user_is_granted_the_role(
      List<MemberState> before,
      RemoteRoster roster,
      UserState state,
      @Nullable Boolean adopted,
      boolean newcomer) {
    var plan = plan(List.of(found(USER)), before, roster, true);
    assertThat(plan.grants())
        .containsExactly(new Grant("alice", "alice@example.com", ROLE, newcomer));
    assertThat(plan.states())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.id()).isEqualTo("alice");
              assertThat(entry.state()).isEqualTo(state.text());
              assertThat(entry.adopted()).isEqualTo(adopted);
            });
  }

  @Test
  void member_of_the_team_is_a_conflict_without_adoption() {
    var plan = plan(List.of(found(USER)), List.of(), WITH_ALICE, false);
    assertThat(plan.grants()).isEmpty();
    assertThat(plan.states().getFirst().state()).isEqualTo("Conflict");
  }

  @Test
  void invited_user_is_no_conflict_without_adoption() {
    var before = List.of(entry(null, UserState.INVITED, null));
    assertThat(plan(List.of(found(USER)), before, WITH_ALICE, false).grants()).hasSize(1);
  }

  @Test
  void provisioned_account_is_granted_the_role() {
    var plan = plan(List.of(unknown(new ProvisionResult.Account(USER))), List.of(), EMPTY, false);
    assertThat(plan.grants()).extracting(Grant::userId).containsExactly("alice");
  }

  @Test
  void account_of_another_membership_is_a_conflict() {
    var facts = new MembershipFacts(List.of(found(USER)), List.of(), ROLE, true);
    var plan = MembershipPlan.of(facts, EMPTY, Map.of("alice", "declared already"));
    assertThat(plan.grants()).isEmpty();
    assertThat(plan.states().getFirst().id()).isNull();
    assertThat(plan.states().getFirst().message()).isEqualTo("declared already");
  }

  @Test
  void deleted_account_stays_bound_and_unknown() {
    var before = List.of(entry("gone", UserState.SYNCED, true));
    var state =
        plan(List.of(unknown(new ProvisionResult.None())), before, EMPTY, true).states().getFirst();
    assertThat(state.id()).isEqualTo("gone");
    assertThat(state.message()).isEqualTo("The account was deleted on the W&B server.");
    assertThat(state.registries()).containsExactly("r");
    assertThat(state.adopted()).isTrue();
  }

  @Test
  void second_name_of_one_account_is_dropped() {
    var byName =
        new Candidate(
            new Match.Found(new PersonReference(null, "alice"), USER), new ProvisionResult.None());
    var plan = plan(List.of(found(USER), byName), List.of(), EMPTY, true);
    assertThat(plan.states()).hasSize(1);
    assertThat(plan.grants()).hasSize(1);
  }

  @Test
  void steps_give_the_role_to_those_without_it() {
    var plan = plan(List.of(found(USER)), List.of(), EMPTY, true);
    assertThat(plan.steps(team(List.of())).steps())
        .containsExactly(new Step.AddMember("alice", "alice@example.com", ROLE));
    assertThat(plan.steps(team(List.of("alice"))).steps())
        .singleElement()
        .isInstanceOf(Step.ChangeRole.class);
  }

  @Test
  void status_of_a_granted_user_has_both_names() {
    var byName = new PersonReference(null, "Alice");
    var named = new Candidate(new Match.Found(byName, USER), new ProvisionResult.None());
    var state = plan(List.of(named), List.of(), EMPTY, true).states().getFirst();
    assertThat(state.email()).isEqualTo("alice@example.com");
    assertThat(state.username()).isEqualTo("Alice");
    var byEmail = new PersonReference("Alice@Example.com", null);
    var mailed = new Candidate(new Match.Found(byEmail, USER), new ProvisionResult.None());
    state = plan(List.of(mailed), List.of(), EMPTY, true).states().getFirst();
    assertThat(state.email()).isEqualTo("Alice@Example.com");
    assertThat(state.username()).isEqualTo("alice");
  }

  @Test
  void granted_user_keeps_its_registries_in_status() {
    var before = List.of(entry("alice", UserState.SYNCED, null));
    var state = plan(List.of(found(USER)), before, WITH_ALICE, true).states().getFirst();
    assertThat(state.registries()).containsExactly("r");
    assertThat(state.role()).isEqualTo("Admin");
    assertThat(state.message()).isNull();
  }

  @Test
  void deactivated_account_of_a_provision_is_not_granted() {
    var account = unknown(new ProvisionResult.Account(deactivated()));
    var state = plan(List.of(account), List.of(), EMPTY, true).states().getFirst();
    assertThat(state.state()).isEqualTo("Deactivated");
    assertThat(state.id()).isEqualTo("alice");
  }

  @Test
  void invitation_by_another_client_is_adopted() {
    var state =
        plan(List.of(unknown(new ProvisionResult.Invited(true))), List.of(), EMPTY, true)
            .states()
            .getFirst();
    assertThat(state.adopted()).isTrue();
    assertThat(state.role()).isEqualTo("Admin");
    var own =
        plan(List.of(unknown(new ProvisionResult.Invited(false))), List.of(), EMPTY, true)
            .states()
            .getFirst();
    assertThat(own.adopted()).isNull();
  }

  @Test
  void planned_change_is_a_value_beside_the_message() {
    var candidate = unknown(new ProvisionResult.Planned("would be odd@example.com"));
    var plan = plan(List.of(candidate), List.of(), EMPTY, true);
    assertThat(plan.planned()).containsExactly("would be odd@example.com");
    assertThat(plan.states().getFirst().message()).isEqualTo("would would be odd@example.com");
  }
}
