package com.wandb.iam.storage.check;

/** What came of one check. */
public enum BucketVerdict {
  Passed,
  Failed,
  /** The store does not tell, or did not within the time. */
  Unknown,
  /** Not asked: for want of a credential, because nothing may be written, or after a failure. */
  Skipped
}
