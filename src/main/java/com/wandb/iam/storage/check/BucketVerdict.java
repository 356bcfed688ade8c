package com.wandb.iam.storage.check;

/** The outcome of one check. */
public enum BucketVerdict {
  Passed,
  Failed,
  /** The store does not report it, or did not in time. */
  Unknown,
  /** Not checked: no credentials, writes are disabled, or an earlier check failed. */
  Skipped
}
