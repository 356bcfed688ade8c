package com.wandb.iam.storage;

/** The providers of buckets, in the spelling of the W&amp;B server. */
public enum BucketProvider {
  AWS,
  GCP,
  AZURE,
  COREWEAVE,
  /** Any S3-compatible store. */
  MINIO;

  /** Returns whether the provider uses the S3 protocol. */
  public boolean speaksS3() {
    return switch (this) {
      case AWS, COREWEAVE, MINIO -> true;
      case GCP, AZURE -> false;
    };
  }
}
