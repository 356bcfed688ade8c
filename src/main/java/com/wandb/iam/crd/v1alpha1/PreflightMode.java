package com.wandb.iam.crd.v1alpha1;

/** How a bucket is checked before it is used. */
public enum PreflightMode {
  /**
   * Write, read and delete a probe object; check CORS, region, versioning. A failure holds the
   * connector back.
   */
  Full,
  /** Only checks that write nothing. */
  ReadOnly,
  /** As Full, but a failure does not hold the connector back. */
  Advisory,
  /** No check. */
  Disabled
}
