package com.wandb.iam.storage;

import static com.wandb.iam.storage.BucketCheckName.Region;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a bucket's region says about the declared one. */
final class BucketRegion {
  private BucketRegion() {}

  /**
   * The store took the declared region.
   *
   * @param told by the store, empty where it does not
   */
  static BucketFinding compare(BucketLocation location, Optional<String> told, boolean anonymous) {
    var declared = location.region();
    if (told.isEmpty()) {
      return declared == null || location.provider() != BucketProvider.MINIO || anonymous
          ? BucketFinding.unknown(Region, "the store does not tell a region")
          : BucketFinding.passed(Region, "the store takes requests that are signed for it");
    }
    if (declared == null) {
      return undeclared(location, told.get());
    }
    return told.get().equalsIgnoreCase(declared)
        ? BucketFinding.passed(Region)
        : elsewhere(location, told.get());
  }

  /** Where the bucket is, if that is known, when it is not where it was looked for. */
  static BucketFinding elsewhere(BucketLocation location, @Nullable String region) {
    if (region == null) {
      return BucketFinding.failed(
          Region, "the store says that the bucket is in another region, and not in which");
    }
    return location.region() == null
        ? undeclared(location, region)
        : BucketFinding.failed(
            Region,
            "the bucket is in "
                + region
                + ", not in "
                + location.region()
                + ": correct spec.region");
  }

  private static BucketFinding undeclared(BucketLocation location, String region) {
    return BucketFinding.passed(
        Region,
        location.provider() == BucketProvider.AWS
            ? "the bucket is in " + region + ": name it in spec.region unless the server runs there"
            : "the bucket is in " + region);
  }
}
