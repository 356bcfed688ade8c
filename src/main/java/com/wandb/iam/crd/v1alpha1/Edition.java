package com.wandb.iam.crd.v1alpha1;

/** What the server's licence allows. */
public enum Edition {
  /** Learned from refusals; nothing is rejected beforehand. */
  Auto,
  /** Custom roles, View-Only members and service accounts are available. */
  Enterprise,
  /** They are not, and are rejected before anything is sent. */
  Standard
}
