package com.wandb.iam.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The location of the data of a team.
 *
 * @param bucket its name; for AZURE that of the container
 * @param path the prefix in the bucket, null for the whole of it
 * @param region as declared; the addresses of GCP, AZURE and COREWEAVE have no place for it
 * @param endpoint {@code host} or {@code host:port} where it is not the provider's public one
 * @param storageAccount for AZURE only
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
   * Returns whether both would contain the same objects: one store, one bucket, and one path at or
   * above the other. Regions do not count: they say how a bucket is reached, not which one it is.
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
   * In which the name of a bucket means one bucket. AWS has many endpoints and one name space; a
   * store of one's own may be declared as AWS or as MINIO and is the same store.
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

  /** A name of an object under the path. */
  public String under(String name) {
    return path == null ? name : path + "/" + name;
  }
}
