package com.wandb.iam.crd.v1alpha1;

/** How undeclared members of a team are treated. */
public enum MembershipMode {
  /** Undeclared members are kept. */
  Additive,
  /**
   * Undeclared members are removed, within the removal limit. Service accounts are never removed.
   */
  Authoritative
}
