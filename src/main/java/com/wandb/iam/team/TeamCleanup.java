package com.wandb.iam.team;

import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.team.removal.PlannedChanges;
import java.util.List;
import java.util.Optional;

/** Deletes the team of a Team that is being deleted, or orphans it. */
public final class TeamCleanup {
  private final References references;
  private final Cleanups cleanups;
  private final TeamKeeper keeper;
  private final TeamBuckets buckets;
  private final Holds holds;
  private final PlannedChanges planned;
  private final Contests contests;
  private final EventRecorder events;

  public TeamCleanup(
      References references,
      Cleanups cleanups,
      TeamKeeper keeper,
      TeamBuckets buckets,
      Holds holds,
      PlannedChanges planned,
      Contests contests,
      EventRecorder events) {
    this.references = references;
    this.cleanups = cleanups;
    this.keeper = keeper;
    this.buckets = buckets;
    this.holds = holds;
    this.planned = planned;
    this.contests = contests;
    this.events = events;
  }

  /**
   * Cleans up.
   *
   * @return the reason why the Team must stay, or empty if its finalizer can be removed
   */
  Optional<ReconcileResult> clean(TeamReconciliation pass) {
    var cleanup = cleanups.of(pass);
    var held =
        cleanup.shouldOrphan(
                Cleanup.policy(pass.resource().getSpec().deletionPolicy(), DeletionPolicy.Orphan))
            ? Optional.<ReconcileResult>empty()
            : delete(pass, cleanup);
    if (held.isEmpty()) {
      buckets.keep(pass);
      cleanup.releaseClaims();
    }
    return held;
  }

  private Optional<ReconcileResult> delete(TeamReconciliation pass, Cleanup cleanup) {
    var name = Names.nameOf(pass.resource());
    if (pass.draft().id == null && pass.draft().pendingCreate == null) {
      return Optional.empty();
    }
    var server = Names.serverOf(pass.resource());
    if (cleanup.isServerGone(server)) {
      return cleanup.orphan(
          "The WandbServer was deleted, so the operator cannot connect to the W&B server.");
    }
    if (ActionAnnotation.CONFIRM_DELETE.given(pass.resource()).filter(name::equals).isEmpty()) {
      return cleanup.refuse(
          Reason.DeletionNotConfirmed,
          "The deletion of the team is not confirmed. It deletes the runs and artifacts of the team"
              + " for all users.",
          "To confirm, annotate this Team with "
              + ActionAnnotation.CONFIRM_DELETE.annotation()
              + "="
              + name
              + ". To keep the team, set spec.deletionPolicy to Orphan.");
    }
    var violation =
        references
            .tenancy(references.server(server))
            .check(references.claim(pass, name).deletingTeam(), "spec.deletionPolicy");
    if (violation.isPresent()) {
      return cleanup.refuse(Reason.NotAllowed, violation.get());
    }
    var connection = references.connection(server, pass);
    keeper
        .own(pass, connection, name)
        .ifPresent(
            team -> {
              connection.teams().delete(team);
              events.normal(pass.resource(), "TeamDeleted", "Deleted the team " + name + ".");
            });
    return Optional.empty();
  }

  /** Forgets a Team that is being deleted. */
  void forget(TeamReconciliation pass) {
    var draft = pass.draft();
    var uid = pass.resource().getMetadata().getUid();
    contests.forget(pass.resource());
    if (draft.serverName != null && draft.id != null) {
      planned.note(draft.serverName, draft.id, uid, List.of());
      holds.forget(pass, draft.serverName, draft.id);
    }
  }
}
