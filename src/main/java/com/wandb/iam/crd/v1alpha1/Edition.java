package com.wandb.iam.crd.v1alpha1;

/** The edition of the server, which its licence determines. */
public enum Edition {
  /** Unknown. The operator rejects nothing in advance and reports what the server refuses. */
  Auto,
  /** Custom roles, View-Only members and service accounts are available. */
  Enterprise,
  /** These features are not available, and the operator rejects them. */
  Standard
}
