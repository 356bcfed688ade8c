package com.wandb.iam.crd.v1alpha1;

/** Whether the operator changes the server. */
public enum ManagementPolicy {
  /** The operator applies the spec to the server. */
  Manage,
  /** The operator writes nothing to the server and shows the planned changes in status. */
  Observe
}
