package com.wandb.iam.storage;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules of the providers for names of buckets. */
final class BucketNames {
  private static final Pattern S3 = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern COREWEAVE = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final Pattern GOOGLE = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");
  private static final Pattern AZURE = Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern GOOGLE_WORD = Pattern.compile("g[o0]{2}g[l1]e");
  private static final int GOOGLE_PART_MAX = 63;

  /**
   * Reserved by AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  private static final List<String> AWS_PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");

  private static final List<String> AWS_SUFFIXES =
      List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");
  private static final List<String> COREWEAVE_PREFIXES =
      List.of("cw-", "vip-", "log-stitcher-ch-", "xn--");

  private BucketNames() {}

  /** Returns the problem of a name and its fix, if there is one. */
  static Optional<String> problem(BucketProvider provider, String bucket) {
    return switch (provider) {
      case MINIO -> s3(bucket);
      case AWS -> s3(bucket).or(() -> reserved(bucket, AWS_PREFIXES, AWS_SUFFIXES, "AWS"));
      case COREWEAVE ->
          coreWeave(bucket).or(() -> reserved(bucket, COREWEAVE_PREFIXES, List.of(), "CoreWeave"));
      case GCP -> google(bucket);
      case AZURE -> azure(bucket);
    };
  }

  private static Optional<String> s3(String bucket) {
    if (!S3.matcher(bucket).matches()) {
      return Optional.of(
          "This is not a valid name of an S3 bucket. Use 3 to 63 lowercase letters, digits, dots"
              + " and hyphens. Begin and end with a letter or digit.");
    }
    if (bucket.contains("..")) {
      return Optional.of(
          "The name contains two dots in a row, which S3 does not allow. Correct the name.");
    }
    return notAnAddress(bucket);
  }

  /** Rejects dots, because the name becomes one label of a host name. */
  private static Optional<String> coreWeave(String bucket) {
    return COREWEAVE.matcher(bucket).matches()
        ? Optional.empty()
        : Optional.of(
            "This is not a valid name of a CoreWeave bucket. Use 3 to 63 lowercase letters, digits"
                + " and hyphens. Begin and end with a letter or digit.");
  }

  private static Optional<String> google(String bucket) {
    if (!GOOGLE.matcher(bucket).matches()) {
      return Optional.of(
          "This is not a valid name of a Google bucket. Use 3 to 63 lowercase letters, digits,"
              + " dots, hyphens and underscores. Begin and end with a letter or digit.");
    }
    for (var part : bucket.split("\\.", -1)) {
      if (part.isEmpty() || part.length() > GOOGLE_PART_MAX) {
        return Optional.of(
            "Each part between dots must have 1 to 63 characters. Correct the name.");
      }
    }
    if (bucket.startsWith("goog") || GOOGLE_WORD.matcher(bucket).find()) {
      return Optional.of(
          "The name begins with goog or resembles google, which Google reserves. Choose another"
              + " name.");
    }
    return notAnAddress(bucket);
  }

  private static Optional<String> azure(String container) {
    return AZURE.matcher(container).matches()
        ? Optional.empty()
        : Optional.of(
            "This is not a valid name of a container. Use 3 to 63 lowercase letters, digits and"
                + " single hyphens. Begin and end with a letter or digit.");
  }

  private static Optional<String> notAnAddress(String bucket) {
    return IP_ADDRESS.matcher(bucket).matches()
        ? Optional.of(
            "The name looks like an IP address, which is not allowed. Choose another name.")
        : Optional.empty();
  }

  private static Optional<String> reserved(
      String bucket, List<String> prefixes, List<String> suffixes, String owner) {
    var prefix = prefixes.stream().filter(bucket::startsWith).findFirst();
    if (prefix.isPresent()) {
      return Optional.of(
          "The name begins with "
              + prefix.get()
              + ", which "
              + owner
              + " reserves. Choose another name.");
    }
    return suffixes.stream()
        .filter(bucket::endsWith)
        .findFirst()
        .map(
            suffix ->
                "The name ends with "
                    + suffix
                    + ", which "
                    + owner
                    + " reserves. Choose another name.");
  }
}
