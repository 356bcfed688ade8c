package com.wandb.iam.bucket.binding;

import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.reconcile.ConditionUpdate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Result of a {@link BindingPlan}.
 *
 * @param steps the steps to apply, in their order
 * @param state the status after the steps
 * @param rollout the revision of the rollout whose progress decides what follows; null if nothing
 *     follows
 * @param condition the condition Bound of the server; null if a rollout decides it
 * @param requeueAt the time of the next reconciliation
 */
record BindingSteps(
    List<BindingStep> steps,
    BucketBindingsStatus state,
    @Nullable String rollout,
    @Nullable ConditionUpdate condition,
    Instant requeueAt) {
  BindingSteps {
    steps = List.copyOf(steps);
  }
}
