package com.wandb.iam.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The location of the data of a team.
 *
 * @param bucket name of the bucket; for AZURE, name of the container
 * @param path prefix in the bucket; null for the whole bucket
 * @param region the declared region; null if none is declared. Addresses of GCP, AZURE and
 *     COREWEAVE do not contain it
 * @param endpoint {@code host} or {@code host:port}; null for the provider's public endpoint
 * @param storageAccount name of the storage account; null except for AZURE
 */
public record BucketLocation(
    BucketProvider provider,
    String bucket,
    @Nullable String path,
    @Nullable String region,
    @Nullable String endpoint,
    boolean tls,
    @Nullable String storageAccount) {

  /**
   * Returns whether both can contain the same object: the same store and bucket, and equal or
   * nested paths. Ignores regions, because the name identifies the bucket without its region.
   */
  public boolean overlaps(BucketLocation other) {
    if (!store().equals(other.store()) || !bucket.equals(other.bucket)) {
      return false;
    }
    var mine = segments();
    var theirs = other.segments();
    int common = Math.min(mine.size(), theirs.size());
    return mine.subList(0, common).equals(theirs.subList(0, common));
  }

  /** Returns whether both contain exactly the same objects. */
  public boolean isSame(BucketLocation other) {
    return overlaps(other) && segments().equals(other.segments());
  }

  /**
   * Returns the store, in which a bucket's name is unique. AWS has many endpoints with common names
   * of buckets. The same self-hosted store can be declared as AWS or as MINIO.
   */
  private String store() {
    return switch (provider) {
      case GCP -> "gs:";
      case COREWEAVE -> "cw:";
      case AZURE -> "az:" + storageAccount;
      case AWS, MINIO ->
          endpoint == null || AwsHost.isAws(endpoint) ? "aws:" : "s3:" + authority(endpoint);
    };
  }

  private String authority(String given) {
    var lower = given.toLowerCase(Locale.ROOT);
    boolean hasPort = lower.lastIndexOf(':') > lower.lastIndexOf(']');
    return hasPort ? lower : lower + (tls ? ":443" : ":80");
  }

  private List<String> segments() {
    return path == null
        ? List.of()
        : Arrays.stream(path.split("/", -1)).filter(one -> !one.isEmpty()).toList();
  }

  /** Returns the name of an object under the path. */
  public String under(String name) {
    return path == null ? name : path + "/" + name;
  }
}
