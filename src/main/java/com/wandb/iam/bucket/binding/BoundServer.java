package com.wandb.iam.bucket.binding;

import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.CommonStatus;
import org.jspecify.annotations.Nullable;

/** A WandbServer whose bucket bindings are reconciled: the resource, and its status to write. */
public interface BoundServer {
  /** Returns the resource as it was when the reconciliation began. */
  WandbServer resource();

  /** Returns the name of the resource. */
  String name();

  /** Returns the common part of the status. */
  CommonStatus report();

  /** Returns the state of the bucket bindings in the status; null if there is none yet. */
  @Nullable BucketBindingsStatus bindings();

  /** Changes the state of the bucket bindings; {@link #save} writes it. */
  void bindings(BucketBindingsStatus changed);

  /** Writes the status now. */
  void save();
}
