package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a CustomRole. */
final class RoleReconciliation extends Pass<CustomRole, CustomRoleStatus, RoleDraft> {
  RoleReconciliation(OwnWrites writes, CustomRole resource, Context<CustomRole> context) {
    super(writes, resource, context, new RoleDraft(resource.getStatus()));
  }
}
