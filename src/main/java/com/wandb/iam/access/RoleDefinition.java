package com.wandb.iam.access;

import java.util.Set;

/**
 * Definition of a role: the built-in role that it inherits from and the permissions that it adds. A
 * built-in role inherits from itself and adds nothing.
 *
 * @param inherits Member or Viewer for a custom role (rule custom-role)
 * @param added permissions in addition to the inherited ones
 */
public record RoleDefinition(TeamRole role, TeamRole.BuiltIn inherits, Set<Permission> added) {
  /**
   * @throws IllegalArgumentException if a built-in role differs from itself or adds permissions, or
   *     if a custom role inherits from Admin
   */
  public RoleDefinition {
    added = Set.copyOf(added);
    if (role instanceof TeamRole.BuiltIn builtIn && (builtIn != inherits || !added.isEmpty())) {
      throw new IllegalArgumentException(
          "a built-in role inherits only from itself and adds nothing: " + builtIn);
    }
    if (role instanceof TeamRole.Custom custom && inherits == TeamRole.BuiltIn.ADMIN) {
      throw new IllegalArgumentException(
          custom.displayName()
              + ": a custom role inherits from Member or Viewer, never from Admin");
    }
  }

  /** Returns the definition of a built-in role. */
  public static RoleDefinition builtIn(TeamRole.BuiltIn role) {
    return new RoleDefinition(role, role, Set.of());
  }

  /** Returns the definition of a custom role. */
  public static RoleDefinition custom(
      String name, TeamRole.BuiltIn inherits, Set<Permission> added) {
    return new RoleDefinition(new TeamRole.Custom(name), inherits, added);
  }
}
