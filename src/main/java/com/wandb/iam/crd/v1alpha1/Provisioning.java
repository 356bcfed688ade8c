package com.wandb.iam.crd.v1alpha1;

/** What the operator does for a user who has no account on the server. */
public enum Provisioning {
  /** Reports an error. */
  None,
  /** Sends an invitation by email. */
  Invite,
  /** Creates the account. */
  Create
}
