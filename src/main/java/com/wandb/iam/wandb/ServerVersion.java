package com.wandb.iam.wandb;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** Version of a W&amp;B server. Comparisons ignore everything after the third number. */
public record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {
  private static final Pattern TEXT =
      Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})(?!\\d)(?:\\.(\\d{1,9})(?!\\d))?.*");

  /** Returns the version in the text, or empty if it contains none. */
  public static Optional<ServerVersion> parse(String text) {
    var matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var patch = matcher.group(3);
    return Optional.of(
        new ServerVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  /** Returns whether this is the given version or a later one. */
  public boolean atLeast(int otherMajor, int otherMinor, int otherPatch) {
    return compareTo(new ServerVersion(otherMajor, otherMinor, otherPatch)) >= 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return Comparator.comparingInt(ServerVersion::major)
        .thenComparingInt(ServerVersion::minor)
        .thenComparingInt(ServerVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
