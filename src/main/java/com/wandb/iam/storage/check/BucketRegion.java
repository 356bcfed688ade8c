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
   * The store took the declared region.
   *
   * @param found the region that the store reports; empty if it reports none
   */
  static BucketCheckResult compare(
      BucketLocation location, Optional<String> found, boolean anonymous) {
    var declared = location.region();
    if (found.isEmpty()) {
      return declared == null || location.provider() != BucketProvider.MINIO || anonymous
          ? BucketCheckResult.unknown(Region, "the store does not tell a region")
          : BucketCheckResult.passed(Region, "the store takes requests that are signed for it");
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
          Region, "the store says that the bucket is in another region, and not in which");
    }
    return location.region() == null
        ? undeclared(location, region)
        : BucketCheckResult.failed(
            Region,
            "the bucket is in "
                + region
                + ", not in "
                + location.region()
                + ": correct spec.region");
  }

  private static BucketCheckResult undeclared(BucketLocation location, String region) {
    return BucketCheckResult.passed(
        Region,
        location.provider() == BucketProvider.AWS
            ? "the bucket is in " + region + ": name it in spec.region unless the server runs there"
            : "the bucket is in " + region);
  }
}
