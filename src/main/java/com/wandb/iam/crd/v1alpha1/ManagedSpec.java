package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.Nullable;

/**
 * The common fields of specs that declare an object on a server. All kinds except WandbServer have
 * them.
 */
public interface ManagedSpec {

  /** Returns whether reconciliation is paused. */
  boolean suspend();

  ManagementPolicy managementPolicy();

  AdoptionPolicy adoptionPolicy();

  /**
   * Returns the declared policy; null if the spec has none. The default depends on the kind and on
   * whether the object was adopted.
   */
  @Nullable DeletionPolicy deletionPolicy();
}
