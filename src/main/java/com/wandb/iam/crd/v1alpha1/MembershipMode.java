package com.wandb.iam.crd.v1alpha1;

/** What happens to members of a team whom nobody declared. */
public enum MembershipMode {
  /** They stay: only what is declared is added or changed. */
  Additive,
  /** They are removed, within the brake. Service accounts never are. */
  Authoritative
}
