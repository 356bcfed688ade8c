package com.wandb.iam.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Result of checking the permissions that a custom role declares.
 *
 * @param permissions the well-formed ones
 * @param violations one violation for each malformed name
 */
public record RoleReview(Set<Permission> permissions, List<Violation> violations) {
  public RoleReview {
    permissions = Set.copyOf(permissions);
    violations = List.copyOf(violations);
  }

  /** Checks the names as written in a manifest. */
  public static RoleReview of(List<String> declared) {
    var permissions = new TreeSet<Permission>();
    var violations = new ArrayList<Violation>();
    for (int i = 0; i < declared.size(); i++) {
      var name = declared.get(i);
      var permission = Permission.parse(name);
      permission.ifPresent(permissions::add);
      if (permission.isEmpty()) {
        violations.add(
            new Violation(
                Rule.CUSTOM_ROLE,
                "spec.permissions[" + i + "]",
                name + " is not a permission",
                "Write it as object:operation, such as run:stop."));
      }
    }
    return new RoleReview(permissions, violations);
  }

  /**
   * Returns warnings about permissions that are allowed but probably unintended: inherited or
   * unknown ones.
   *
   * @param inherits display name of the role that is inherited from
   * @param inherited the permissions of that role, as reported by the W&amp;B server
   */
  public List<String> warnings(String inherits, Set<Permission> inherited, KnownPermissions known) {
    var warnings = new ArrayList<String>();
    for (var permission : new TreeSet<>(permissions)) {
      if (inherited.contains(permission)) {
        warnings.add(
            "The permission " + permission + " is already inherited from " + inherits + ".");
      } else if (!known.contains(permission)) {
        warnings.add(
            "The permission "
                + permission
                + " is unknown."
                + known.nearest(permission).map(near -> " Did you mean " + near + "?").orElse(""));
      }
    }
    return warnings;
  }
}
