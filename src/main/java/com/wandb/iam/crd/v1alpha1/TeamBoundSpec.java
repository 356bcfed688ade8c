package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A spec that can name a Team of its namespace. */
public interface TeamBoundSpec extends ManagedSpec {

  /** Returns the reference; null only for a ServiceAccount of the organization. */
  @Nullable LocalReference teamRef();
}
