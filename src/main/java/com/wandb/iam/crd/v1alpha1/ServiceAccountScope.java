package com.wandb.iam.crd.v1alpha1;

/** What a service account belongs to. */
public enum ServiceAccountScope {
  /** One team. */
  Team,
  /** The whole organization. */
  Organization
}
