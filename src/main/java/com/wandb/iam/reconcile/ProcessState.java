package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** State that this process keeps for resources, and that ends with each of them. */
public interface ProcessState {
  /** Forgets a resource whose finalizer was removed. */
  void forget(HasMetadata resource);
}
