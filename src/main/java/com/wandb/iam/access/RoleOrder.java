package com.wandb.iam.access;

import java.util.Set;

/**
 * Order of team roles. Admin ranks above Member, Member above View-Only. A custom role ranks above
 * the role that it inherits from (rule custom-role).
 *
 * @param viewerBased names of the custom roles that inherit from View-Only. All others inherit from
 *     Member.
 */
public record RoleOrder(Set<String> viewerBased) {
  /** The order if no custom role inherits from View-Only. */
  public static final RoleOrder BUILT_IN = new RoleOrder(Set.of());

  public RoleOrder {
    viewerBased = Set.copyOf(viewerBased);
  }

  /**
   * Returns whether a user with role {@code held} may lose permissions by receiving role {@code
   * next} instead. True for two different custom roles with the same base, because each may add
   * what the other lacks.
   */
  public boolean lowers(TeamRole held, TeamRole next) {
    if (held.equals(next)) {
      return false;
    }
    int heldBase = base(held);
    int nextBase = base(next);
    return nextBase < heldBase || (nextBase == heldBase && held instanceof TeamRole.Custom);
  }

  private int base(TeamRole role) {
    return switch (role) {
      case TeamRole.BuiltIn.ADMIN -> 3;
      case TeamRole.BuiltIn.MEMBER -> 2;
      case TeamRole.BuiltIn.VIEWER -> 1;
      case TeamRole.Custom(var name) -> viewerBased.contains(name) ? 1 : 2;
    };
  }
}
