package com.wandb.iam.storage.check;

/** The checks of a bucket; status lists them in this order. */
public enum BucketCheckName {
  /** Somebody answers at the address, and speaks the provider's protocol. */
  EndpointReachable,
  BucketExists,
  /** The bucket is where it is declared to be. */
  Region,
  /** The store knows the key and lets it list the bucket. */
  Credentials,
  /** Whether the bucket keeps versions. */
  Versioning,
  /** A small object is written, read and deleted under the path. */
  WriteProbe,
  /** An upload in parts is started and aborted. */
  Multipart,
  /** New objects are encrypted, with the declared key where there is one. */
  Encryption,
  /** Browsers and SDKs may fetch and put objects by signed addresses. */
  Cors
}
