package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Names;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.wandb.write.StepResults;
import java.util.List;

/**
 * Records the changes of a membership that are not applied: held steps and planned changes. The
 * status of the Team shows both, and the Team is enqueued if they change.
 */
public final class MembershipHolds {
  private final CachedResources resources;
  private final Holds holds;
  private final PlannedChanges planned;
  private final Contests contests;

  public MembershipHolds(
      CachedResources resources, Holds holds, PlannedChanges planned, Contests contests) {
    this.resources = resources;
    this.holds = holds;
    this.planned = planned;
    this.contests = contests;
  }

  /** Records which steps of the membership are held, in place of those recorded before. */
  void hold(MembershipReconciliation pass, String server, String teamId, StepResults results) {
    if (holds.record(pass, server, teamId, results)) {
      enqueueTeam(pass);
    }
  }

  /** Records the outcome of a reconciliation, whatever its result is. */
  void reconciled(MembershipReconciliation pass) {
    if (isSuspendedOrRejected(pass)) {
      holdNothing(pass);
    }
    var draft = pass.draft();
    if (draft.serverName != null
        && draft.teamId != null
        && planned.note(
            draft.serverName,
            draft.teamId,
            pass.resource().getMetadata().getUid(),
            draft.planned)) {
      enqueueTeam(pass);
    }
  }

  private static boolean isSuspendedOrRejected(MembershipReconciliation pass) {
    var conditions = pass.report().conditions();
    boolean rejected =
        Conditions.find(conditions, ConditionType.Accepted.name())
            .filter(condition -> ConditionUpdate.State.FALSE.text().equals(condition.status()))
            .isPresent();
    return rejected
        || Conditions.find(conditions, ConditionType.Ready.name())
            .filter(condition -> Reason.Suspended.name().equals(condition.reason()))
            .isPresent();
  }

  private void holdNothing(MembershipReconciliation pass) {
    var draft = pass.draft();
    var team = pass.resource().getSpec().teamRef();
    if (draft.serverName != null && draft.teamId != null) {
      hold(pass, draft.serverName, draft.teamId, StepResults.NONE);
    } else if (team != null) {
      resources
          .get(Team.class, pass.namespace(), team.name())
          .ifPresent(
              resource ->
                  Names.idOf(resource)
                      .ifPresent(id -> hold(pass, Names.serverOf(resource), id, StepResults.NONE)));
    }
  }

  /** Enqueues the Team, because it counts its members and compares them with the declared ones. */
  void enqueueTeam(MembershipReconciliation pass) {
    var team = pass.resource().getSpec().teamRef();
    if (team != null) {
      resources.enqueue(Team.class, pass.namespace(), team.name());
    }
  }

  /** Forgets a membership that is being deleted. */
  void forget(MembershipReconciliation pass) {
    var uid = pass.resource().getMetadata().getUid();
    var draft = pass.draft();
    contests.forget(pass.resource());
    if (draft.serverName != null && draft.teamId != null) {
      planned.note(draft.serverName, draft.teamId, uid, List.of());
      holds.forget(pass, draft.serverName, draft.teamId);
    }
  }
}
