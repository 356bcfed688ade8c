package com.wandb.iam.role;

import com.wandb.iam.access.RoleReview;
import com.wandb.iam.access.Violation;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.Reconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.stream.Collectors;

/** One reconciliation of a CustomRole. */
final class RoleReconciliation
    extends Reconciliation<CustomRole, CustomRoleStatus, RoleStatusBuilder> {
  RoleReconciliation(LastWrites writes, CustomRole resource, Context<CustomRole> context) {
    super(writes, resource, context, new RoleStatusBuilder(resource.getStatus()));
  }

  /**
   * Returns the review of the declared permissions.
   *
   * @throws ReconcileAbort if one of them violates a rule
   */
  RoleReview review() {
    var review = RoleReview.of(resource().getSpec().permissions());
    if (!review.violations().isEmpty()) {
      var messages = review.violations().stream().map(Violation::message);
      throw new ReconcileAbort(
          ReconcileResult.rejected(Reason.Invalid, messages.collect(Collectors.joining("; "))));
    }
    return review;
  }
}
