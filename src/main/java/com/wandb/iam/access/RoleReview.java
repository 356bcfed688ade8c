package com.wandb.iam.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be said of the permissions that a custom role declares.
 *
 * @param permissions those that are well-formed
 * @param violations one for each that is malformed
 */
public record RoleReview(Set<Permission> permissions, List<Violation> violations) {
  public RoleReview {
    permissions = Set.copyOf(permissions);
    violations = List.copyOf(violations);
  }

  /** Reads the names as a manifest has them. */
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
                name + " is not the name of a permission",
                "write it as object:operation, such as run:stop"));
      }
    }
    return new RoleReview(permissions, violations);
  }

  /**
   * What is allowed, yet probably not meant.
   *
   * @param inherits the role inherited from, as people call it
   * @param inherited what comes with it anyway, as the server says
   */
  public List<String> warnings(String inherits, Set<Permission> inherited, KnownPermissions known) {
    var warnings = new ArrayList<String>();
    for (var permission : new TreeSet<>(permissions)) {
      if (inherited.contains(permission)) {
        warnings.add("permission " + permission + " is inherited from " + inherits + " anyway");
      } else if (!known.contains(permission)) {
        warnings.add(
            "permission "
                + permission
                + " is not known"
                + known.nearest(permission).map(near -> "; did you mean " + near + "?").orElse(""));
      }
    }
    return warnings;
  }
}
