package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.Nullable;

/**
 * What the spec of every kind has that stands for something on a server; that is, of every kind but
 * WandbServer.
 */
public interface ManagedSpec {

  /** Nothing is read or written for this resource while true. */
  boolean suspend();

  ManagementPolicy managementPolicy();

  AdoptionPolicy adoptionPolicy();

  /**
   * Null: not told. The effective policy depends on the kind and on whether the object was adopted.
   */
  @Nullable DeletionPolicy deletionPolicy();
}
