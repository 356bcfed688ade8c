package com.wandb.iam.storage;

/**
 * With what a bucket is reached. The secret parts show in no {@code toString}; they leave through
 * {@link BucketAddress#reveal()} and to the store itself only.
 */
public sealed interface BucketCredentials {
  /** No credentials: the server uses its own identity, which the operator cannot check. */
  record ServerIdentity() implements BucketCredentials {}

  /** The key pair of a store that speaks S3. */
  record AccessKey(String accessKey, String secretKey) implements BucketCredentials {
    @Override
    public String toString() {
      return "AccessKey[redacted]";
    }
  }

  /**
   * A key of a Google service account.
   *
   * @param privateKey in PEM form
   */
  record GoogleKey(String serviceAccountEmail, String privateKey) implements BucketCredentials {
    @Override
    public String toString() {
      return "GoogleKey[redacted]";
    }
  }

  /** A key of an Azure storage account. */
  record AzureKey(String accessKey) implements BucketCredentials {
    @Override
    public String toString() {
      return "AzureKey[redacted]";
    }
  }
}
