package com.wandb.iam.crd.v1alpha1;

/** Whether the operator writes. */
public enum ManagementPolicy {
  /** The server is made to agree with what is declared. */
  Manage,
  /** Nothing is written to the server; what would be done is shown in status. */
  Observe
}
