package com.wandb.iam.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The permissions that are known to exist: those that W&amp;B's pages name, and all that the server
 * itself reported. What is not among them may exist all the same, so it is worth a warning only.
 */
public record KnownPermissions(Set<Permission> permissions) {
  /** Those that W&amp;B's pages name. */
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

  /** Further apart than this, a name is no misspelling of another. */
  private static final int MOST_EDITS = 3;

  public KnownPermissions {
    permissions = Set.copyOf(permissions);
  }

  /** The same with what a server reported. */
  public KnownPermissions with(Collection<Permission> reported) {
    var all = new HashSet<>(permissions);
    all.addAll(reported);
    return new KnownPermissions(all);
  }

  public boolean contains(Permission permission) {
    return permissions.contains(permission);
  }

  /** The known name that an unknown one is most likely a misspelling of. */
  public Optional<Permission> nearest(Permission unknown) {
    record Candidate(Permission permission, int edits) {}
    return permissions.stream()
        .map(known -> new Candidate(known, edits(known.toString(), unknown.toString())))
        .filter(candidate -> candidate.edits() <= MOST_EDITS)
        .min(Comparator.comparing(Candidate::edits).thenComparing(Candidate::permission))
        .map(Candidate::permission);
  }

  /** The Levenshtein distance. */
  private static int edits(String one, String other) {
    var before = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      var row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(before[j], row[j - 1]) + 1);
      }
      before = row;
    }
    return before[other.length()];
  }

  /** The names, in order. */
  public Stream<String> names() {
    return permissions.stream().sorted().map(Permission::toString);
  }
}
