package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A spec that can name a server. Other specs use the server of their Team. */
public interface ServerBoundSpec extends ManagedSpec {

  /**
   * Returns the reference; null only for a ServiceAccount, which uses its Team's server (scope
   * Team) or the WandbServer {@code default} (scope Organization).
   */
  @Nullable ServerReference serverRef();
}
