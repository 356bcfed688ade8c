package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a Team. */
final class TeamReconciliation extends Pass<Team, TeamStatus, TeamDraft> {
  TeamReconciliation(OwnWrites writes, Team resource, Context<Team> context) {
    super(writes, resource, context, new TeamDraft(resource.getStatus()));
  }
}
