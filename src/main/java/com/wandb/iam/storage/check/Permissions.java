package com.wandb.iam.storage.check;

import com.wandb.iam.storage.BucketProvider;

/** The permissions that a check needs, in the provider's terms. */
final class Permissions {
  private Permissions() {}

  /** Returns the permissions in parentheses; empty for Azure, where an account's key has all. */
  static String neededFor(BucketCheckName check, BucketProvider provider) {
    var name =
        switch (provider) {
          case AWS, COREWEAVE, MINIO -> s3(check);
          case GCP -> google(check);
          case AZURE -> "";
        };
    return name.isEmpty() ? "" : " (" + name + ")";
  }

  private static String s3(BucketCheckName check) {
    return switch (check) {
      case EndpointReachable, BucketExists, Credentials -> "s3:ListBucket";
      case Region -> "s3:GetBucketLocation";
      case Versioning -> "s3:GetBucketVersioning";
      case WriteProbe -> "s3:PutObject, s3:GetObject, s3:DeleteObject";
      case Multipart -> "s3:PutObject, s3:ListBucketMultipartUploads, s3:AbortMultipartUpload";
      case Encryption -> "s3:GetEncryptionConfiguration";
      case Cors -> "s3:GetBucketCORS";
    };
  }

  private static String google(BucketCheckName check) {
    return switch (check) {
      case EndpointReachable, BucketExists, Credentials -> "storage.objects.list";
      case WriteProbe -> "storage.objects.create, storage.objects.get, storage.objects.delete";
      case Region, Versioning, Multipart, Encryption, Cors -> "storage.buckets.get";
    };
  }
}
