package com.wandb.iam.storage.check;

import org.jspecify.annotations.Nullable;

/**
 * The result of one check.
 *
 * @param message in our words, never the store's
 * @param remedy a document to apply as it is, such as JSON for the bucket's CORS
 */
public record BucketCheckResult(
    BucketCheckName name,
    BucketVerdict verdict,
    @Nullable String message,
    @Nullable String remedy) {

  static BucketCheckResult passed(BucketCheckName name) {
    return new BucketCheckResult(name, BucketVerdict.Passed, null, null);
  }

  static BucketCheckResult passed(BucketCheckName name, String message) {
    return new BucketCheckResult(name, BucketVerdict.Passed, message, null);
  }

  public static BucketCheckResult failed(BucketCheckName name, String message) {
    return new BucketCheckResult(name, BucketVerdict.Failed, message, null);
  }

  public static BucketCheckResult failed(BucketCheckName name, String message, String remedy) {
    return new BucketCheckResult(name, BucketVerdict.Failed, message, remedy);
  }

  static BucketCheckResult unknown(BucketCheckName name, String message) {
    return new BucketCheckResult(name, BucketVerdict.Unknown, message, null);
  }

  static BucketCheckResult skipped(BucketCheckName name, String message) {
    return new BucketCheckResult(name, BucketVerdict.Skipped, message, null);
  }
}
