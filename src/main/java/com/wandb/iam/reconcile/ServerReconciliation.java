package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import org.jspecify.annotations.Nullable;

/** One reconciliation of a WandbServer. */
final class ServerReconciliation extends Pass<WandbServer, WandbServerStatus, ServerDraft>
    implements BoundServer {
  ServerReconciliation(OwnWrites writes, WandbServer resource, Context<WandbServer> context) {
    super(writes, resource, context, new ServerDraft(resource.getStatus()));
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
