package com.wandb.iam.sandbox.state;

/** Values of {@code accountType}. */
public enum SandboxAccountType {
  USER,
  SERVICE,
  ORG_SERVICE
}
