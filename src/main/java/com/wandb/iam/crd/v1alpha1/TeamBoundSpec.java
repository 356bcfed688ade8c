package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A spec that may name a Team of its own namespace. */
public interface TeamBoundSpec extends ManagedSpec {

  /** Null only on a ServiceAccount of the organization. */
  @Nullable LocalReference teamRef();
}
