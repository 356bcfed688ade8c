package com.wandb.iam.team.membership;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.Grant;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.server.sync.LiveRosters;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The people of one membership: who they are on the server, and what they are to hold. */
final class MemberResolver {
  private final Claims claims;
  private final Provisioner provisioner;
  private final MembershipReconciliation pass;
  private final BoundTeam team;
  private final TeamRole role;

  /**
   * Everybody looked up.
   *
   * @param states one for each person, in the order of the spec
   * @param grants for those who can be granted something
   */
  record Resolved(List<MemberState> states, List<Grant> grants) {}

  private RemoteRoster roster;
  private boolean live;

  MemberResolver(
      Claims claims,
      Provisioner provisioner,
      MembershipReconciliation pass,
      BoundTeam team,
      RemoteRoster roster,
      TeamRole role) {
    this.roster = roster;
    this.claims = claims;
    this.provisioner = provisioner;
    this.pass = pass;
    this.team = team;
    this.role = role;
  }

  /** Each person with the names that the tenants judge: the one that was given. */
  List<List<String>> names() {
    return Names.declared(pass.resource().getSpec()).stream()
        .map(person -> List.of(Names.nameOf(person)))
        .toList();
  }

  /** Looks everybody up and claims them. */
  Resolved resolve(List<MemberState> before) {
    provisioner.announce(
        Names.declared(pass.resource().getSpec()).stream().filter(this::isUnknown).toList());
    var states = new ArrayList<MemberState>();
    var grants = new ArrayList<Grant>();
    var seen = new HashSet<String>();
    for (var person : Names.declared(pass.resource().getSpec())) {
      switch (UserMatch.find(person, before, team.connection().snapshot())) {
        case UserMatch.Match.Found(var named, var user) -> {
          if (seen.add(user.id())) {
            states.add(found(named, user, before, grants));
          }
        }
        case UserMatch.Match.Unknown unknown -> unknown(person, before, states, grants);
        case UserMatch.Match.Ambiguous(var named, int accounts) ->
            states.add(
                state(
                    named,
                    MemberStates.AMBIGUOUS,
                    null,
                    accounts + " accounts have this name: name the person by username"));
        case UserMatch.Match.Changed(var named, var boundId) ->
            states.add(
                state(
                    named,
                    MemberStates.IDENTITY_CHANGED,
                    boundId,
                    "the name belongs to another account now: remove the person from the list and"
                        + " add them again to mean the new one"));
        case UserMatch.Match.ServiceAccount account ->
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

  /** The first of what the server refused when people were to be let in. */
  Optional<WandbException> failure() {
    return provisioner.failure();
  }

  private boolean isUnknown(PersonReference person) {
    return UserMatch.find(person, pass.draft().users, team.connection().snapshot())
        instanceof UserMatch.Match.Unknown;
  }

  private void unknown(
      PersonReference person,
      List<MemberState> before,
      List<MemberState> states,
      List<Grant> grants) {
    var bound = UserMatch.boundId(person, before);
    var provided = provisioner.provide(person, before).orElse(null);
    if (provided == null) {
      states.add(
          state(
              person,
              MemberStates.UNKNOWN,
              bound.orElse(null),
              bound.isPresent()
                  ? "the account was deleted on the server"
                  : "the server knows nobody of that name"));
    } else if (provided.user() != null) {
      states.add(found(person, provided.user(), before, grants));
    } else {
      states.add(Objects.requireNonNull(provided.state()));
    }
  }

  private MemberState found(
      PersonReference person, RemoteUser user, List<MemberState> before, List<Grant> grants) {
    if (!user.active()) {
      return state(
          person,
          MemberStates.DEACTIVATED,
          user.id(),
          "the account is deactivated on the server: reactivate it there, or take the person out"
              + " of the list");
    }
    var known = before.stream().filter(state -> user.id().equals(state.id())).findFirst();
    boolean ours = known.isPresent() || wasInvited(person, before);
    boolean adopted = ours ? known.map(MemberState::adopted).orElse(false) : isMember(user.id());
    if (adopted && !ours && adoptsNobody()) {
      return state(
          person,
          MemberStates.CONFLICT,
          null,
          "a member of the team already: set spec.adoptionPolicy to IfExists to take them over");
    }
    var holder =
        claims.acquire(
            ServerClaims.member(team.connection().name(), team.remote().id(), user.id()),
            Claimant.of(pass.resource()));
    if (holder.isPresent()) {
      return state(
          person,
          MemberStates.CONFLICT,
          null,
          pass.namespace().equals(holder.get().namespace())
              ? "declared already by TeamMembership " + holder.get().name()
              : "declared already in another namespace");
    }
    boolean settling = known.filter(state -> !MemberStates.PENDING.equals(state.state())).isEmpty();
    grants.add(new Grant(user.id(), Names.nameOf(person), role, !adopted && settling));
    return new MemberState(
        person.email() == null ? user.email().orElse(null) : person.email(),
        person.username() == null ? user.username() : person.username(),
        user.id(),
        known.map(MemberState::state).filter(MemberStates::isGranted).orElse(MemberStates.PENDING),
        role.displayName(),
        known.map(MemberState::effectiveRegistryRole).orElse(null),
        known.map(MemberState::registries).orElse(List.of()),
        null,
        adopted ? true : null);
  }

  /** Whoever accepted an invitation of this membership was no member before. */
  private static boolean wasInvited(PersonReference person, List<MemberState> before) {
    return before.stream()
        .filter(state -> UserMatch.names(state, person))
        .anyMatch(MemberStates::isOurInvitation);
  }

  private boolean adoptsNobody() {
    return pass.resource().getSpec().adoptionPolicy() == AdoptionPolicy.Never;
  }

  /** Where nobody may be taken over, that holds for those who came since the last look, too. */
  private boolean isMember(String userId) {
    if (adoptsNobody() && !live) {
      live = true;
      roster = LiveRosters.live(team.connection(), team.remote());
    }
    return roster.member(userId).isPresent();
  }

  private MemberState state(
      PersonReference person, String state, @Nullable String id, String message) {
    var known =
        pass.draft().users.stream()
            .filter(before -> id != null && id.equals(before.id()))
            .findFirst();
    return new MemberState(
        person.email(),
        person.username(),
        id,
        state,
        null,
        null,
        known.map(MemberState::registries).orElse(List.of()),
        message,
        known.map(MemberState::adopted).orElse(null));
  }
}
