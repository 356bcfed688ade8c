package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.ObservedMember;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.team.membership.MembershipFacts.Candidate;
import com.wandb.iam.team.membership.UserMatch.Match;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Remotes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users of a membership, their entries in its status, and its plan. */
final class MembershipFixture {
  static final TeamRole ROLE = TeamRole.BuiltIn.ADMIN;
  static final PersonReference ALICE = new PersonReference("alice@example.com", null);
  static final RemoteUser USER = Remotes.person("alice");
  static final RemoteRoster EMPTY = Remotes.roster("vision", List.of());
  static final RemoteRoster WITH_ALICE =
      Remotes.roster("vision", List.of(Remotes.member("alice", TeamRole.BuiltIn.MEMBER)));

  private MembershipFixture() {}

  static Candidate found(RemoteUser user) {
    return new Candidate(new Match.Found(ALICE, user), new ProvisionResult.None());
  }

  static Candidate unknown(ProvisionResult provision) {
    return new Candidate(new Match.Unknown(ALICE), provision);
  }

  static MemberState entry(@Nullable String id, UserState state, @Nullable Boolean adopted) {
    return new MemberState(
        "alice@example.com", null, id, state.text(), "Admin", null, List.of("r"), null, adopted);
  }

  static MembershipPlan plan(
      List<Candidate> candidates, List<MemberState> before, RemoteRoster roster, boolean adopts) {
    return MembershipPlan.of(
        new MembershipFacts(candidates, before, ROLE, adopts), roster, Map.of());
  }

  static RemoteUser deactivated() {
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

  static ObservedTeam team(List<String> members) {
    return ObservedTeam.of(
        members.stream()
            .map(id -> new ObservedMember(id, id, TeamRole.BuiltIn.MEMBER, true))
            .toList());
  }
}
