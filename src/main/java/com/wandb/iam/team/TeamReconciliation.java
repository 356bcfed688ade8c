package com.wandb.iam.team;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.Reconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a Team. */
final class TeamReconciliation extends Reconciliation<Team, TeamStatus, TeamStatusBuilder> {
  TeamReconciliation(LastWrites writes, Team resource, Context<Team> context) {
    super(writes, resource, context, new TeamStatusBuilder(resource.getStatus()));
  }
}
