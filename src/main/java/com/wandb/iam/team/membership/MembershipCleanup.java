package com.wandb.iam.team.membership;

import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Removes the users of a membership that is being deleted, or orphans them. */
public final class MembershipCleanup {
  private final References references;
  private final Cleanups cleanups;
  private final MembershipRemovals removals;
  private final MembershipHolds holds;

  public MembershipCleanup(
      References references,
      Cleanups cleanups,
      MembershipRemovals removals,
      MembershipHolds holds) {
    this.references = references;
    this.cleanups = cleanups;
    this.removals = removals;
    this.holds = holds;
  }

  /**
   * Cleans up.
   *
   * @return the reason why the membership must stay, or empty if its finalizer can be removed
   */
  Optional<ReconcileResult> clean(MembershipReconciliation pass) {
    var cleanup = cleanups.of(pass);
    var held =
        cleanup.shouldOrphan(
                Cleanup.policy(pass.resource().getSpec().deletionPolicy(), DeletionPolicy.Delete))
            ? Optional.<ReconcileResult>empty()
            : remove(pass, cleanup);
    if (held.isEmpty()) {
      cleanup.releaseClaims();
    }
    return held;
  }

  /** Uses only the ids in status, because the Team may be deleted already. */
  private Optional<ReconcileResult> remove(MembershipReconciliation pass, Cleanup cleanup) {
    var draft = pass.draft();
    if (MembershipPlan.ended(draft.users).leaving().isEmpty()
        || draft.teamId == null
        || draft.serverName == null) {
      return Optional.empty();
    }
    if (cleanup.isServerGone(draft.serverName)) {
      return cleanup.orphan(
          "The WandbServer was deleted, so the operator cannot connect to the W&B server.");
    }
    var resource =
        cleanup
            .team(pass.resource().getSpec().teamRef())
            .filter(team -> team.getMetadata().getDeletionTimestamp() == null);
    if (resource.filter(team -> !Names.isRead(team)).isPresent()) {
      return cleanup.refuse(
          Reason.TeamNotReady,
          "The Team cannot be parsed and may have managementPolicy Observe.",
          "Correct the Team.");
    }
    if (resource.filter(Names::isObserved).isPresent()) {
      return cleanup.orphan("The Team has managementPolicy Observe.");
    }
    var connection = references.connection(draft.serverName, pass);
    var leaving = MembershipPlan.ended(draft.users).leaving();
    var teamId = draft.teamId;
    if (teamId == null) {
      return Optional.empty();
    }
    var team = connection.snapshot().team(teamId).or(() -> connection.api().teams().byId(teamId));
    if (team.isEmpty()) {
      var deleted = new RemoteTeam(teamId, String.valueOf(draft.teamName), List.of(), null, null);
      return held(removals.removeWithoutTeam(pass, connection, deleted, leaving), cleanup, true);
    }
    var results = removals.remove(pass, connection, team.get(), leaving, Step.Cause.NOT_DECLARED);
    holds.hold(pass, connection.name(), team.get().id(), results);
    return held(results, cleanup, resource.isEmpty());
  }

  /** Orphans withheld users if the Team was deleted, because its plan cannot be approved then. */
  private static Optional<ReconcileResult> held(
      StepResults results, Cleanup cleanup, boolean teamDeleted) {
    results
        .failure()
        .ifPresent(
            error -> {
              throw error;
            });
    return results
        .violation(Set.of())
        .flatMap(
            violation ->
                teamDeleted
                    ? cleanup.orphan(
                        "The Team was deleted, so the operator did not wait for this: "
                            + violation.problem())
                    : cleanup.refuse(Holds.reason(violation), violation));
  }
}
