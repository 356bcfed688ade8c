package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.BucketCheckName.Region;

import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Comparison of the region of a bucket with the declared region. */
final class BucketRegion {
  private BucketRegion() {}

  /**
   * Returns the result for a store that accepted a request for the declared region.
   *
   * @param found the region that the store reports; empty if it reports none
   */
  static BucketCheckResult compare(
      BucketLocation location, Optional<String> found, boolean anonymous) {
    var declared = location.region();
    if (found.isEmpty()) {
      return declared == null || location.provider() != BucketProvider.MINIO || anonymous
          ? BucketCheckResult.unknown(Region, "The store does not report a region.")
          : BucketCheckResult.passed(
              Region, "The store accepts requests that are signed for this region.");
    }
    if (declared == null) {
      return undeclared(location, found.get());
    }
    return found.get().equalsIgnoreCase(declared)
        ? BucketCheckResult.passed(Region)
        : elsewhere(location, found.get());
  }

  /** Returns the result for a bucket in another region. */
  static BucketCheckResult elsewhere(BucketLocation location, @Nullable String region) {
    if (region == null) {
      return BucketCheckResult.failed(
          Region,
          "The store reports that the bucket is in another region, but not in which one. Correct"
              + " spec.region.");
    }
    return location.region() == null
        ? undeclared(location, region)
        : BucketCheckResult.failed(
            Region,
            "The bucket is in "
                + region
                + ", not in "
                + location.region()
                + ". Correct spec.region.");
  }

  private static BucketCheckResult undeclared(BucketLocation location, String region) {
    return BucketCheckResult.passed(
        Region,
        location.provider() == BucketProvider.AWS
            ? "The bucket is in "
                + region
                + ". Set spec.region to it, unless the W&B server runs in that region."
            : "The bucket is in " + region + ".");
  }
}
