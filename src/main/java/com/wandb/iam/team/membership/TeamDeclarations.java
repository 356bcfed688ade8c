package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whom the memberships of one team declare. One that rests, was rejected or was not looked at yet
 * declares its people like any other; one that is being deleted or is over declares nobody.
 */
public record TeamDeclarations(List<TeamMembership> memberships) {

  /**
   * Those of these memberships that are of the team.
   *
   * @param team the name of the Team in the namespace of the memberships
   * @param teamId the team's id on the server: for memberships whose spec cannot be read
   * @param now by which access is over or not, see {@link ClockSkew#reliable}
   */
  public static TeamDeclarations of(
      Stream<TeamMembership> listed, String team, String teamId, Instant now) {
    return new TeamDeclarations(
        listed
            .filter(membership -> membership.getMetadata().getDeletionTimestamp() == null)
            .filter(membership -> !Expiry.isPast(membership, now))
            .filter(membership -> isOf(membership, team, teamId))
            .toList());
  }

  /**
   * Whether a membership is of the team. One that cannot be read is, where either spec or status
   * says so, and where neither says anything.
   */
  public static boolean isOf(TeamMembership membership, String team, String teamId) {
    var spec = membership.getSpec();
    var ref = spec == null || spec.teamRef() == null ? null : spec.teamRef().name();
    if (!isMisread(membership)) {
      return team.equals(ref);
    }
    var status = membership.getStatus();
    var bound = status == null ? null : status.teamId();
    return (ref == null && bound == null) || team.equals(ref) || teamId.equals(bound);
  }

  /** Whether any of them cannot be read, and may mean anybody. */
  boolean anyMisread() {
    return memberships.stream().anyMatch(TeamDeclarations::isMisread);
  }

  public static boolean isMisread(TeamMembership membership) {
    return !Names.isRead(membership);
  }

  /** The same but for one membership. */
  TeamDeclarations without(TeamMembership own) {
    return new TeamDeclarations(
        memberships.stream()
            .filter(
                membership -> !membership.getMetadata().getUid().equals(own.getMetadata().getUid()))
            .toList());
  }

  /**
   * Those that declare an account.
   *
   * @param user the account as it is, where it is known
   */
  List<TeamMembership> declaring(String userId, Optional<RemoteUser> user) {
    return memberships.stream()
        .filter(
            membership ->
                isBound(membership, userId)
                    || user.filter(known -> names(membership, known)).isPresent())
        .toList();
  }

  /** Bound once, and still in the list; where the list cannot be read, bound is enough. */
  private static boolean isBound(TeamMembership membership, String userId) {
    return states(membership).stream()
        .filter(state -> Objects.equals(state.id(), userId))
        .anyMatch(
            state ->
                isMisread(membership)
                    || Names.declared(membership.getSpec()).stream()
                        .anyMatch(person -> UserMatch.names(state, person)));
  }

  private static List<MemberState> states(TeamMembership membership) {
    var status = membership.getStatus();
    return status == null ? List.of() : status.users();
  }

  private static boolean names(TeamMembership membership, RemoteUser user) {
    return !isMisread(membership)
        && Names.declared(membership.getSpec()).stream()
            .anyMatch(person -> UserMatch.carries(user, person));
  }

  /** Whether any of them names this account, as it is now. */
  public boolean name(RemoteUser user) {
    return memberships.stream().anyMatch(membership -> names(membership, user));
  }

  /** Whether any of them names this address. */
  boolean nameAddress(String email) {
    return memberships.stream()
        .filter(membership -> !isMisread(membership))
        .flatMap(membership -> Names.declared(membership.getSpec()).stream())
        .anyMatch(person -> email.equalsIgnoreCase(person.email()));
  }

  /** The ids of all accounts that are declared. */
  public Set<String> accounts(Snapshot snapshot) {
    var found = new HashSet<String>();
    for (var membership : memberships) {
      states(membership).stream()
          .map(MemberState::id)
          .filter(Objects::nonNull)
          .filter(id -> isBound(membership, id))
          .forEach(found::add);
      if (!isMisread(membership)) {
        for (var person : Names.declared(membership.getSpec())) {
          snapshot.usersNamed(Names.nameOf(person)).stream()
              .filter(user -> UserMatch.carries(user, person))
              .map(RemoteUser::id)
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  /** Those of which it is not certain whom they mean. */
  public List<TeamMembership> undecided() {
    return memberships.stream().filter(membership -> !isDecided(membership)).toList();
  }

  private static boolean isDecided(TeamMembership membership) {
    var status = membership.getStatus();
    if (isMisread(membership) || status == null || membership.getSpec().suspend()) {
      return false;
    }
    boolean accepted =
        Objects.equals(membership.getMetadata().getGeneration(), status.observedGeneration())
            && Conditions.find(status.conditions(), ConditionType.Accepted.name())
                .filter(condition -> ConditionUpdate.State.TRUE.text().equals(condition.status()))
                .isPresent();
    return accepted
        && Names.declared(membership.getSpec()).stream()
            .allMatch(person -> isResolved(person, status.users()));
  }

  private static boolean isResolved(PersonReference person, List<MemberState> states) {
    return states.stream()
        .filter(state -> UserMatch.names(state, person))
        .anyMatch(MemberStates::isResolved);
  }
}
