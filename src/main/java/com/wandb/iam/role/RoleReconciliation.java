package com.wandb.iam.role;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.Reconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a CustomRole. */
final class RoleReconciliation
    extends Reconciliation<CustomRole, CustomRoleStatus, RoleStatusBuilder> {
  RoleReconciliation(LastWrites writes, CustomRole resource, Context<CustomRole> context) {
    super(writes, resource, context, new RoleStatusBuilder(resource.getStatus()));
  }
}
