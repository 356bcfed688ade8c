package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A spec that may name a server. The others have their Team's. */
public interface ServerBoundSpec extends ManagedSpec {

  /**
   * Null only on a ServiceAccount, which has its Team's server (scope Team) or the one named {@code
   * default} (scope Organization).
   */
  @Nullable ServerReference serverRef();
}
