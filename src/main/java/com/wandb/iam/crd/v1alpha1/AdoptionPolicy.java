package com.wandb.iam.crd.v1alpha1;

/** What the operator does if the object already exists on the server. */
public enum AdoptionPolicy {
  /** Reports Conflict and does not change the object. */
  Never,
  /** Adopts the object, if the server's tenants allow it. */
  IfExists
}
