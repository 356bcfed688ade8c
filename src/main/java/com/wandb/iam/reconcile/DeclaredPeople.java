package com.wandb.iam.reconcile;

import com.wandb.iam.access.Grant;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.reconcile.Lookups.BoundTeam;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The people of one membership: who they are on the server, and what they are to hold. */
final class DeclaredPeople {
  /**
   * Everybody looked up.
   *
   * @param states one for each person, in the order of the spec
   * @param grants for those who can be granted something
   */
  record Resolved(List<MemberState> states, List<Grant> grants) {}

  private final Workbench workbench;
  private final Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass;
  private final BoundTeam team;
  private final TeamRole role;
  private RemoteRoster roster;
  private boolean live;

  DeclaredPeople(
      Workbench workbench,
      Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> pass,
      BoundTeam team,
      RemoteRoster roster,
      TeamRole role) {
    this.workbench = workbench;
    this.pass = pass;
    this.team = team;
    this.roster = roster;
    this.role = role;
  }

  static Claims.Claim claim(String server, String teamId, String userId) {
    return new Claims.Claim(server, "member", teamId + "/" + userId);
  }

  /** Each person with the names that the tenants judge: the one that was given. */
  List<List<String>> names() {
    return People.declared(pass.resource().getSpec()).stream()
        .map(person -> List.of(People.nameOf(person)))
        .toList();
  }

  /** Looks everybody up and claims them. */
  Resolved resolve(List<MemberState> before) {
    var states = new ArrayList<MemberState>();
    var grants = new ArrayList<Grant>();
    var seen = new HashSet<String>();
    for (var person : People.declared(pass.resource().getSpec())) {
      switch (People.find(person, before, team.connection().snapshot())) {
        case People.Match.Found(var named, var user) -> {
          if (seen.add(user.id())) {
            states.add(found(named, user, before, grants));
          }
        }
        case People.Match.Unknown unknown ->
            states.add(
                state(
                    person,
                    MemberStates.UNKNOWN,
                    People.boundId(person, before).orElse(null),
                    "the server knows nobody of that name"));
        case People.Match.Ambiguous(var named, int accounts) ->
            states.add(
                state(
                    named,
                    MemberStates.AMBIGUOUS,
                    null,
                    accounts + " accounts have this name: name the person by username"));
        case People.Match.Changed(var named, var boundId) ->
            states.add(
                state(
                    named,
                    MemberStates.IDENTITY_CHANGED,
                    boundId,
                    "the name belongs to another account now: remove the person from the list and"
                        + " add them again to mean the new one"));
        case People.Match.ServiceAccount account ->
            states.add(
                state(
                    person,
                    MemberStates.UNKNOWN,
                    null,
                    "this is a service account: declare a ServiceAccount instead"));
      }
    }
    return new Resolved(List.copyOf(states), List.copyOf(grants));
  }

  private MemberState found(
      PersonReference person, RemoteUser user, List<MemberState> before, List<Grant> grants) {
    var known = before.stream().filter(state -> user.id().equals(state.id())).findFirst();
    boolean ours = known.isPresent();
    boolean adopted = ours ? known.map(MemberState::adopted).orElse(false) : isMember(user.id());
    if (adopted && !ours && adoptsNobody()) {
      return state(
          person,
          MemberStates.CONFLICT,
          null,
          "a member of the team already: set spec.adoptionPolicy to IfExists to take them over");
    }
    var holder =
        workbench
            .claims()
            .take(claim(team.connection().name(), team.remote().id(), user.id()), pass.claimant());
    if (holder.isPresent()) {
      return state(
          person,
          MemberStates.CONFLICT,
          null,
          pass.namespace().equals(holder.get().namespace())
              ? "declared already by TeamMembership " + holder.get().name()
              : "declared already in another namespace");
    }
    grants.add(new Grant(user.id(), People.nameOf(person), role));
    boolean synced = known.filter(state -> MemberStates.SYNCED.equals(state.state())).isPresent();
    return new MemberState(
        person.email() == null ? user.email().orElse(null) : person.email(),
        person.username() == null ? user.username() : person.username(),
        user.id(),
        synced ? MemberStates.SYNCED : MemberStates.PENDING,
        role.displayName(),
        null,
        null,
        adopted ? true : null);
  }

  private boolean adoptsNobody() {
    return pass.resource().getSpec().adoptionPolicy() == AdoptionPolicy.Never;
  }

  /** Where nobody may be taken over, that holds for those who came since the last look, too. */
  private boolean isMember(String userId) {
    if (adoptsNobody() && !live) {
      live = true;
      roster =
          team.connection().api().teams().rosters(List.of(team.remote().name())).stream()
              .findFirst()
              .orElse(roster);
    }
    return roster.member(userId).isPresent();
  }

  private MemberState state(
      PersonReference person, String state, @Nullable String id, String message) {
    return new MemberState(person.email(), person.username(), id, state, null, null, message, null);
  }
}
