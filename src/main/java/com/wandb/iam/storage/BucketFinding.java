package com.wandb.iam.storage;

import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param message in our words, never the store's
 * @param remedy a document to apply as it is, such as JSON for the bucket's CORS
 */
public record BucketFinding(
    BucketCheckName name,
    BucketVerdict verdict,
    @Nullable String message,
    @Nullable String remedy) {

  static BucketFinding passed(BucketCheckName name) {
    return new BucketFinding(name, BucketVerdict.Passed, null, null);
  }

  static BucketFinding passed(BucketCheckName name, String message) {
    return new BucketFinding(name, BucketVerdict.Passed, message, null);
  }

  static BucketFinding failed(BucketCheckName name, String message) {
    return new BucketFinding(name, BucketVerdict.Failed, message, null);
  }

  static BucketFinding failed(BucketCheckName name, String message, String remedy) {
    return new BucketFinding(name, BucketVerdict.Failed, message, remedy);
  }

  static BucketFinding unknown(BucketCheckName name, String message) {
    return new BucketFinding(name, BucketVerdict.Unknown, message, null);
  }

  static BucketFinding skipped(BucketCheckName name, String message) {
    return new BucketFinding(name, BucketVerdict.Skipped, message, null);
  }
}
