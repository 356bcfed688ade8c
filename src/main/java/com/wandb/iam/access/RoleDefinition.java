package com.wandb.iam.access;

import java.util.Set;

/**
 * What a role consists of: a built-in one and what it adds. A built-in role adds nothing.
 *
 * @param inherits Member or Viewer for a custom role (rule custom-role)
 * @param added permissions beside the inherited ones; never fewer than those
 */
public record RoleDefinition(TeamRole role, TeamRole.BuiltIn inherits, Set<Permission> added) {
  /**
   * @throws IllegalArgumentException where the model knows no such role
   */
  public RoleDefinition {
    added = Set.copyOf(added);
    if (role instanceof TeamRole.BuiltIn builtIn && (builtIn != inherits || !added.isEmpty())) {
      throw new IllegalArgumentException("a built-in role is what it is: " + builtIn);
    }
    if (role instanceof TeamRole.Custom custom && inherits == TeamRole.BuiltIn.ADMIN) {
      throw new IllegalArgumentException(
          custom.displayName()
              + ": a custom role inherits from Member or Viewer, never from Admin");
    }
  }

  public static RoleDefinition builtIn(TeamRole.BuiltIn role) {
    return new RoleDefinition(role, role, Set.of());
  }

  public static RoleDefinition custom(
      String name, TeamRole.BuiltIn inherits, Set<Permission> added) {
    return new RoleDefinition(new TeamRole.Custom(name), inherits, added);
  }
}
