package com.wandb.iam.sandbox;

/** What {@code accountType} says. */
public enum SandboxAccountType {
  USER,
  SERVICE,
  ORG_SERVICE
}
