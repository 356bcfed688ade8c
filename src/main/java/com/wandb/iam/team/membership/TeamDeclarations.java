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
 * The users that the memberships of one team declare. A membership that is suspended, rejected or
 * not reconciled yet counts like any other. One that is being deleted or has expired declares no
 * user.
 */
public record TeamDeclarations(List<TeamMembership> memberships) {

  /**
   * Returns the declarations of one team.
   *
   * @param team the name of the Team in the namespace of the memberships
   * @param teamId the team's id on the server, to match memberships whose spec cannot be parsed
   * @param now the time that decides whether access has expired, see {@link ClockSkew#reliable}
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
   * Whether a membership belongs to the team. One that cannot be read does if its spec or its
   * status says so, or if neither names a team.
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

  /** Whether a membership cannot be read, so that it may declare any user. */
  boolean anyMisread() {
    return memberships.stream().anyMatch(TeamDeclarations::isMisread);
  }

  /** Whether a membership cannot be read. */
  public static boolean isMisread(TeamMembership membership) {
    return !Names.isRead(membership);
  }

  /** Returns the declarations without those of one membership. */
  TeamDeclarations without(TeamMembership own) {
    return new TeamDeclarations(
        memberships.stream()
            .filter(
                membership -> !membership.getMetadata().getUid().equals(own.getMetadata().getUid()))
            .toList());
  }

  /**
   * Returns the memberships that declare an account.
   *
   * @param user the account, if it is known
   */
  List<TeamMembership> declaring(String userId, Optional<RemoteUser> user) {
    return memberships.stream()
        .filter(
            membership ->
                isBound(membership, userId)
                    || user.filter(known -> names(membership, known)).isPresent())
        .toList();
  }

  /** Whether a bound user is still declared. If the spec cannot be read, being bound counts. */
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

  /** Whether a membership names this account by a name that it has now. */
  public boolean name(RemoteUser user) {
    return memberships.stream().anyMatch(membership -> names(membership, user));
  }

  /** Whether a membership names this email address. */
  boolean nameAddress(String email) {
    return memberships.stream()
        .filter(membership -> !isMisread(membership))
        .flatMap(membership -> Names.declared(membership.getSpec()).stream())
        .anyMatch(person -> email.equalsIgnoreCase(person.email()));
  }

  /** Returns the ids of all declared accounts. */
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

  /** Returns the memberships with users whose account is not certain. */
  public List<TeamMembership> unresolved() {
    return memberships.stream().filter(membership -> !isResolved(membership)).toList();
  }

  private static boolean isResolved(TeamMembership membership) {
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
