package com.wandb.iam.storage.check;

/** The outcome of one check. */
public enum BucketVerdict {
  Passed,
  Failed,
  /** The store does not report it, or did not in time. */
  Unknown,
  /** Not asked: for want of a credential, because nothing may be written, or after a failure. */
  Skipped
}
