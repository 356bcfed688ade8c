package com.wandb.iam.crd.v1alpha1;

/** How a bucket is checked before it is used. */
public enum PreflightMode {
  /**
   * Writes, reads and deletes a probe object; checks CORS, region and versioning. A failure blocks
   * the connector.
   */
  Full,
  /** Runs only checks that write nothing. */
  ReadOnly,
  /** Like Full, but a failure does not block the connector. */
  Advisory,
  /** No check. */
  Disabled
}
