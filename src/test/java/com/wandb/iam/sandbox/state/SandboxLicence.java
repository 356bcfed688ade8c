package com.wandb.iam.sandbox.state;

/** Edition of the server. Viewers, custom roles and service accounts need {@link #ENTERPRISE}. */
public enum SandboxLicence {
  STANDARD,
  ENTERPRISE
}
