package com.wandb.iam.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The permissions in W&amp;B's documentation and those that the W&amp;B server reported. Others may
 * exist. Therefore an unknown name is a warning and not an error.
 */
public record KnownPermissions(Set<Permission> permissions) {
  /** The permissions in W&amp;B's documentation. */
  public static final KnownPermissions PUBLISHED =
      new KnownPermissions(
          Set.of(
              new Permission("artifact", "read"),
              new Permission("project", "read"),
              new Permission("project", "update"),
              new Permission("project", "delete"),
              new Permission("run", "read"),
              new Permission("run", "delete"),
              new Permission("run", "stop"),
              new Permission("launchagent", "read")));

  /**
   * Maximum edit distance of a suggestion, because more distant names are not plausible
   * misspellings.
   */
  private static final int MOST_EDITS = 3;

  public KnownPermissions {
    permissions = Set.copyOf(permissions);
  }

  /** Returns these permissions and those that a server reported. */
  public KnownPermissions with(Collection<Permission> reported) {
    var all = new HashSet<>(permissions);
    all.addAll(reported);
    return new KnownPermissions(all);
  }

  /** Returns whether the permission is known. */
  public boolean contains(Permission permission) {
    return permissions.contains(permission);
  }

  /**
   * Returns the known permission with the most similar name, or empty if none is similar enough.
   */
  public Optional<Permission> nearest(Permission unknown) {
    record Candidate(Permission permission, int edits) {}
    return permissions.stream()
        .map(known -> new Candidate(known, edits(known.toString(), unknown.toString())))
        .filter(candidate -> candidate.edits() <= MOST_EDITS)
        .min(Comparator.comparing(Candidate::edits).thenComparing(Candidate::permission))
        .map(Candidate::permission);
  }

  /** Returns the Levenshtein distance. */
  private static int edits(String one, String other) {
    var previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      var row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[other.length()];
  }

  /** Returns the names in ascending order. */
  public Stream<String> names() {
    return permissions.stream().sorted().map(Permission::toString);
  }
}
