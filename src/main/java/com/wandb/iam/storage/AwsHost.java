package com.wandb.iam.storage;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** Host names of AWS itself, which distinguish its buckets from those of other S3 stores. */
final class AwsHost {
  private static final String DEFAULT_DOMAIN = "amazonaws.com";

  /** The separate clouds of AWS, such as those of China and the European Union. */
  private static final List<PartitionMetadata> PARTITIONS =
      Region.regions().stream().map(PartitionMetadata::of).distinct().toList();

  private AwsHost() {}

  /** Returns the public endpoint of a region; of the oldest region if none is given. */
  static String of(@Nullable String region) {
    return region == null ? "s3." + DEFAULT_DOMAIN : "s3." + region + "." + domain(region);
  }

  /** Returns whether {@code host[:port]} belongs to AWS, public or in a private network. */
  static boolean isAws(String endpoint) {
    var host = withoutPort(endpoint);
    return PARTITIONS.stream()
        .map(PartitionMetadata::dnsSuffix)
        .anyMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
  }

  /** Returns whether {@code host[:port]} is the host that {@link #of} returns for the region. */
  static boolean isPublic(String endpoint, @Nullable String region) {
    return endpoint.toLowerCase(Locale.ROOT).equals(of(region));
  }

  /** Matches name patterns, because AWS opens regions that the SDK does not list yet. */
  private static String domain(String region) {
    return PARTITIONS.stream()
        .filter(partition -> region.matches(partition.regionRegex()))
        .map(PartitionMetadata::dnsSuffix)
        .findFirst()
        .orElse(DEFAULT_DOMAIN);
  }

  private static String withoutPort(String endpoint) {
    var lower = endpoint.toLowerCase(Locale.ROOT);
    int colon = lower.indexOf(':');
    return colon < 0 ? lower : lower.substring(0, colon);
  }
}
