package com.wandb.iam.crd.v1alpha1;

/** Who provides a bucket; the spelling is the server's. */
public enum StorageProvider {
  AWS,
  GCP,
  AZURE,
  COREWEAVE,
  /** Any S3-compatible store. */
  MINIO
}
