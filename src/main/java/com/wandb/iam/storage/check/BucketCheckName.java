package com.wandb.iam.storage.check;

/** The checks of a bucket; status lists them in this order. */
public enum BucketCheckName {
  /** The endpoint answers with the provider's protocol. */
  EndpointReachable,
  BucketExists,
  /** The bucket is in the declared region. */
  Region,
  /** The store accepts the key, and the key has the permission to list the bucket. */
  Credentials,
  /** Whether the bucket keeps versions. */
  Versioning,
  /** The check can write, read and delete a small object under the path. */
  WriteProbe,
  /** The check can start and abort a multipart upload. */
  Multipart,
  /** The bucket encrypts new objects, with the declared key if one is declared. */
  Encryption,
  /** Browsers may read and write objects with signed URLs. */
  Cors
}
