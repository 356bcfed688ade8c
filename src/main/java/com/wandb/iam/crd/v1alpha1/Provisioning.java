package com.wandb.iam.crd.v1alpha1;

/** What may be done for a person whom the server does not know. */
public enum Provisioning {
  /** Nothing: such a person is an error. */
  None,
  /** An invitation by e-mail. */
  Invite,
  /** The account is made. */
  Create
}
