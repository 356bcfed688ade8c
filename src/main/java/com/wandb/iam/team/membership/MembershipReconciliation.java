package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.Reconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a TeamMembership. */
final class MembershipReconciliation
    extends Reconciliation<TeamMembership, TeamMembershipStatus, MembershipStatusBuilder> {
  MembershipReconciliation(
      LastWrites writes, TeamMembership resource, Context<TeamMembership> context) {
    super(writes, resource, context, new MembershipStatusBuilder(resource.getStatus()));
  }
}
