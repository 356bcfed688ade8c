package com.wandb.iam.storage;

/** Who provides a bucket; the spelling is the server's. */
public enum BucketProvider {
  AWS,
  GCP,
  AZURE,
  COREWEAVE,
  /** Any S3-compatible store. */
  MINIO;

  /** Whether it is spoken to as S3 is. */
  public boolean speaksS3() {
    return switch (this) {
      case AWS, COREWEAVE, MINIO -> true;
      case GCP, AZURE -> false;
    };
  }
}
