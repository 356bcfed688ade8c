package com.wandb.iam.crd.v1alpha1;

/** What happens when the object exists on the server already. */
public enum AdoptionPolicy {
  /** It is a conflict; the object is left alone. */
  Never,
  /** It is taken over, where the server's tenants allow it. */
  IfExists
}
