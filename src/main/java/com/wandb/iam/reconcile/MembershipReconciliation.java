package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a TeamMembership. */
final class MembershipReconciliation
    extends Pass<TeamMembership, TeamMembershipStatus, MembershipDraft> {
  MembershipReconciliation(
      OwnWrites writes, TeamMembership resource, Context<TeamMembership> context) {
    super(writes, resource, context, new MembershipDraft(resource.getStatus()));
  }
}
