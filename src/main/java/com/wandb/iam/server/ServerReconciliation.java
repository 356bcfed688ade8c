package com.wandb.iam.server;

import com.wandb.iam.bucket.binding.BoundServer;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.Reconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reconciliation of a WandbServer. */
final class ServerReconciliation
    extends Reconciliation<WandbServer, WandbServerStatus, ServerStatusBuilder>
    implements BoundServer {
  ServerReconciliation(LastWrites writes, WandbServer resource, Context<WandbServer> context) {
    super(writes, resource, context, new ServerStatusBuilder(resource.getStatus()));
  }

  /** Returns the condition Bound in status. */
  Optional<Condition> bound() {
    return Conditions.find(report().conditions(), ConditionType.Bound.name());
  }

  @Override
  public @Nullable BucketBindingsStatus bindings() {
    return draft().bucketBindings;
  }

  @Override
  public void bindings(BucketBindingsStatus changed) {
    draft().bucketBindings = changed;
  }
}
