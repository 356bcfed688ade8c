package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** State of resources that this process keeps in memory, until a resource is deleted. */
public interface ProcessState {
  /** Forgets a resource whose finalizer was removed. */
  void forget(HasMetadata resource);
}
