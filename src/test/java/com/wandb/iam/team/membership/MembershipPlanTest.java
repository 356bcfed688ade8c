package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.access.plan.ObservedMember;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.team.membership.MembershipFacts.Candidate;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MembershipPlanTest {
  private static final TeamRole ROLE = TeamRole.BuiltIn.ADMIN;
  private static final PersonReference ALICE = new PersonReference("alice@example.com", null);
  private static final RemoteUser USER = Remotes.person("alice");
  private static final RemoteRoster EMPTY = Remotes.roster("vision", List.of());
  private static final RemoteRoster WITH_ALICE =
      Remotes.roster("vision", List.of(Remotes.member("alice", TeamRole.BuiltIn.MEMBER)));

  private static Candidate found(RemoteUser user) {
    return new Candidate(new Match.Found(ALICE, user), new ProvisionResult.None());
  }

  private static Candidate unknown(ProvisionResult provision) {
    return new Candidate(new Match.Unknown(ALICE), provision);
  }

  private static MemberState entry(
      @Nullable String id, UserState state, @Nullable Boolean adopted) {
    return new MemberState(
        "alice@example.com", null, id, state.text(), "Admin", null, List.of("r"), null, adopted);
  }

  private static MembershipPlan plan(
      List<Candidate> candidates, List<MemberState> before, RemoteRoster roster, boolean adopts) {
    return MembershipPlan.of(
        new MembershipFacts(candidates, before, ROLE, adopts), roster, Map.of());
  }

  private static RemoteUser deactivated() {
    return new RemoteUser(
        "alice",
        "alice",
        List.of("alice@example.com"),
        null,
        false,
        AccountType.USER,
        false,
        null,
        Map.of(),
        null,
        null);
  }

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
            "belongs to another account"),
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

  private static ObservedTeam team(List<String> members) {
    return ObservedTeam.of(
        members.stream()
            .map(id -> new ObservedMember(id, id, TeamRole.BuiltIn.MEMBER, true))
            .toList());
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

  /** One invitation is replaced by the entry with the same address, in any case of its letters. */
  @ParameterizedTest
  @CsvSource({"ALICE@example.com, false", "bob@example.com, true"})
  void invitation_leaves_unless_its_address_is_declared(String email, boolean leaves) {
    var invited =
        new MemberState(email, null, null, "Invited", "Admin", null, List.of(), null, null);
    assertThat(plan(List.of(found(USER)), List.of(invited), EMPTY, true).leaving())
        .hasSize(leaves ? 1 : 0);
  }

  @Test
  void planned_change_is_a_value_beside_the_message() {
    var candidate = unknown(new ProvisionResult.Planned("would be odd@example.com"));
    var plan = plan(List.of(candidate), List.of(), EMPTY, true);
    assertThat(plan.planned()).containsExactly("would be odd@example.com");
    assertThat(plan.states().getFirst().message()).isEqualTo("would would be odd@example.com");
  }

  @Test
  void live_roster_is_needed_for_newcomers_without_adoption() {
    var found = List.of(found(USER));
    assertThat(new MembershipFacts(found, List.of(), ROLE, false).needsLiveRoster()).isTrue();
    assertThat(new MembershipFacts(found, List.of(), ROLE, true).needsLiveRoster()).isFalse();
    var bound = List.of(entry("alice", UserState.SYNCED, null));
    assertThat(new MembershipFacts(found, bound, ROLE, false).needsLiveRoster()).isFalse();
    var off = List.of(found(deactivated()), unknown(new ProvisionResult.None()));
    assertThat(new MembershipFacts(off, List.of(), ROLE, false).needsLiveRoster()).isFalse();
  }

  @Test
  void only_grantable_users_are_claimed() {
    var found = List.of(found(USER));
    assertThat(new MembershipFacts(found, List.of(), ROLE, false).claimed(WITH_ALICE)).isEmpty();
    assertThat(new MembershipFacts(found, List.of(), ROLE, false).claimed(EMPTY))
        .containsExactly("alice");
    assertThat(
            new MembershipFacts(List.of(found(deactivated())), List.of(), ROLE, true)
                .claimed(EMPTY))
        .isEmpty();
  }

  @Test
  void state_predicates_follow_the_words() {
    assertThat(Arrays.stream(UserState.values()).filter(UserState::isGranted))
        .containsExactlyInAnyOrder(
            UserState.SYNCED,
            UserState.PENDING,
            UserState.FAILED,
            UserState.REFUSED,
            UserState.CONTESTED);
    assertThat(Arrays.stream(UserState.values()).filter(UserState::isInvitation))
        .containsExactlyInAnyOrder(UserState.INVITED, UserState.FAILED, UserState.CONTESTED);
    var resolved = Arrays.stream(UserState.values()).map(state -> entry("a", state, null));
    assertThat(resolved.filter(MemberStates::isResolved)).hasSize(9);
    var invited = Arrays.stream(UserState.values()).map(state -> entry(null, state, null));
    assertThat(invited.filter(MemberStates::isResolved))
        .extracting(MemberState::state)
        .containsExactlyInAnyOrder("Invited", "Conflict");
    var odd = new MemberState(null, "a", "a", "Newer", null, null, List.of(), null, null);
    assertThat(MemberStates.isResolved(odd)).isTrue();
    assertThat(MemberStates.isGranted(odd)).isFalse();
  }
}
