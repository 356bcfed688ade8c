package com.wandb.iam.storage;

/**
 * Credentials for a bucket. No {@code toString} shows the secret parts. Only {@link
 * BucketAddress#reveal()} and the clients of the store use them.
 */
public sealed interface BucketCredentials {
  /** No credentials: the server uses its own identity, which the operator cannot check. */
  record ServerIdentity() implements BucketCredentials {}

  /** The key pair of a store with the S3 protocol. */
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
