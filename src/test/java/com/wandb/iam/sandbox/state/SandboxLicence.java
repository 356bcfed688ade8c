package com.wandb.iam.sandbox.state;

/**
 * What the server was sold with: viewers, custom roles and service accounts need {@link
 * #ENTERPRISE}.
 */
public enum SandboxLicence {
  STANDARD,
  ENTERPRISE
}
