package com.wandb.iam.account.key;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the description of a key on the server says about where it came from. By this a key that was
 * made and never published is found again after a crash.
 *
 * @param cluster the uid of the cluster's namespace kube-system
 * @param resource the uid of the ServiceAccount
 * @param sequence how many keys this resource made before it, and one
 */
public record KeyMarker(String cluster, String resource, long sequence) {
  private static final String PREFIX = "wandb-iam-operator";
  private static final Pattern SHAPE =
      Pattern.compile(PREFIX + " cluster=(\\S+) resource=(\\S+) key=(\\d{1,18})");

  /** As it stands on the server. */
  String text() {
    return PREFIX + " cluster=" + cluster + " resource=" + resource + " key=" + sequence;
  }

  /** The marker in a description; empty where the key is not an operator's. */
  static Optional<KeyMarker> read(String description) {
    var matcher = SHAPE.matcher(description);
    return matcher.matches()
        ? Optional.of(
            new KeyMarker(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  /** Whether both are keys of one resource. */
  public boolean isOfSame(KeyMarker other) {
    return cluster.equals(other.cluster) && resource.equals(other.resource);
  }
}
