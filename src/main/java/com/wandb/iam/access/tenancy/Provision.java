package com.wandb.iam.access.tenancy;

/** Provisioning of users who have no account on the W&amp;B server, from least to most. */
public enum Provision {
  NONE,
  INVITE,
  CREATE
}
