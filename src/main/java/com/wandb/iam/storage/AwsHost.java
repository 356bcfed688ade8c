package com.wandb.iam.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names of AWS itself, by which its buckets are told from those of other S3 stores. */
final class AwsHost {
  private static final Pattern PUBLIC =
      Pattern.compile("s3(?:\\.([a-z0-9-]+))?\\.amazonaws\\.com(?:\\.cn)?");
  private static final Pattern ANY = Pattern.compile("(?:.+\\.)?amazonaws\\.com(?:\\.cn)?");

  private AwsHost() {}

  /** The public endpoint of a region; without one, that of the oldest, which knows of all. */
  static String of(@Nullable String region) {
    if (region == null) {
      return "s3.amazonaws.com";
    }
    return "s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "");
  }

  /** Whether {@code host[:port]} is AWS's own, be it public or within a private network. */
  static boolean isAws(String endpoint) {
    return ANY.matcher(withoutPort(endpoint)).matches();
  }

  /** Whether {@code host[:port]} is what {@link #of} gives for that region. */
  static boolean isPublic(String endpoint, @Nullable String region) {
    return endpoint.toLowerCase(Locale.ROOT).equals(of(region));
  }

  /** The region that a public host name tells. */
  static Optional<String> region(String endpoint) {
    var match = PUBLIC.matcher(endpoint.toLowerCase(Locale.ROOT));
    return match.matches() ? Optional.ofNullable(match.group(1)) : Optional.empty();
  }

  private static String withoutPort(String endpoint) {
    var lower = endpoint.toLowerCase(Locale.ROOT);
    int colon = lower.indexOf(':');
    return colon < 0 ? lower : lower.substring(0, colon);
  }
}
