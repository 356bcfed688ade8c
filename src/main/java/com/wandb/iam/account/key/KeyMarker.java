package com.wandb.iam.account.key;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The origin of a key, as its description on the server contains it. By it the operator finds a key
 * that was created, but is in no Secret because of a crash.
 *
 * @param cluster the uid of the cluster's namespace kube-system
 * @param resource the uid of the ServiceAccount
 * @param sequence number of the key among those of the resource, from 1
 */
public record KeyMarker(String cluster, String resource, long sequence) {
  private static final String PREFIX = "wandb-iam-operator";
  private static final Pattern SHAPE =
      Pattern.compile(PREFIX + " cluster=(\\S+) resource=(\\S+) key=(\\d{1,18})");

  /** Returns the description for the server. */
  String text() {
    return PREFIX + " cluster=" + cluster + " resource=" + resource + " key=" + sequence;
  }

  /** Returns the marker in a description; empty if no operator created the key. */
  static Optional<KeyMarker> read(String description) {
    var matcher = SHAPE.matcher(description);
    return matcher.matches()
        ? Optional.of(
            new KeyMarker(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  /** Returns whether both are keys of one resource. */
  public boolean isOfSame(KeyMarker other) {
    return cluster.equals(other.cluster) && resource.equals(other.resource);
  }
}
