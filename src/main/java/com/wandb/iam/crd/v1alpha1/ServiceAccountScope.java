package com.wandb.iam.crd.v1alpha1;

/** The owner of a service account. */
public enum ServiceAccountScope {
  /** One team. */
  Team,
  /** The whole organization. */
  Organization
}
