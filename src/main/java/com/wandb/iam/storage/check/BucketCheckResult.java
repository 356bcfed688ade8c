package com.wandb.iam.storage.check;

import org.jspecify.annotations.Nullable;

/**
 * The result of one check.
 *
 * @param message the result in sentences, without text from the store; null if there is nothing to
 *     add
 * @param remedy a document that fixes the problem if it is applied as it is, such as JSON for CORS
 *     rules; null if there is none
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
