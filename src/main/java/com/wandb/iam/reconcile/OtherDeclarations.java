package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.LocalReference;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Whom the other memberships of a team still declare, listed past every cache just before somebody
 * is taken out. One that rests, was rejected or was not looked at yet declares its people like any
 * other.
 */
record OtherDeclarations(List<TeamMembership> memberships) {

  static OtherDeclarations listedNow(Pass<TeamMembership, ?, ?> pass, String teamId, Instant now) {
    var own = pass.resource();
    return new OtherDeclarations(
        pass.listedNow(TeamMembership.class).stream()
            .filter(other -> !uid(other).equals(uid(own)))
            .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
            .filter(other -> !Expiry.isPast(other, now))
            .filter(other -> isOf(other, own.getSpec().teamRef(), teamId))
            .toList());
  }

  private static String uid(TeamMembership membership) {
    return membership.getMetadata().getUid();
  }

  private static boolean isOf(TeamMembership other, LocalReference team, String teamId) {
    var reference = isMisread(other) ? null : other.getSpec().teamRef();
    return reference == null ? teamId.equals(other.getStatus().teamId()) : reference.equals(team);
  }

  private static boolean isMisread(TeamMembership membership) {
    return LenientSerialization.misreadFields(membership).isPresent();
  }

  /** Those that declare the account. */
  List<TeamMembership> declaring(String userId, Snapshot snapshot) {
    var user = snapshot.user(userId).orElse(null);
    return memberships.stream()
        .filter(
            membership ->
                isBound(membership, userId)
                    || (user != null && !isMisread(membership) && names(membership, user)))
        .toList();
  }

  /** Bound once, and still in the list; where the list cannot be read, bound is enough. */
  private static boolean isBound(TeamMembership membership, String userId) {
    var status = membership.getStatus();
    return status != null
        && status.users().stream()
            .filter(state -> Objects.equals(state.id(), userId))
            .anyMatch(
                state ->
                    isMisread(membership)
                        || People.declared(membership.getSpec()).stream()
                            .anyMatch(person -> People.names(state, person)));
  }

  private static boolean names(TeamMembership membership, RemoteUser user) {
    return People.declared(membership.getSpec()).stream()
        .anyMatch(person -> People.carries(user, person));
  }
}
