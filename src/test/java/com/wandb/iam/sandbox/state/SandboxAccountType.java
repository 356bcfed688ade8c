package com.wandb.iam.sandbox.state;

/** What {@code accountType} says. */
public enum SandboxAccountType {
  USER,
  SERVICE,
  ORG_SERVICE
}
