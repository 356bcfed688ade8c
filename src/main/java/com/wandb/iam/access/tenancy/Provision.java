package com.wandb.iam.access.tenancy;

/** What is done for people whom the server does not know, from least to most. */
public enum Provision {
  NONE,
  INVITE,
  CREATE
}
