package com.wandb.iam.crd.v1alpha1;

/** Providers of buckets, spelled as on the W&amp;B server. */
public enum StorageProvider {
  AWS,
  GCP,
  AZURE,
  COREWEAVE,
  /** Any S3-compatible store. */
  MINIO
}
