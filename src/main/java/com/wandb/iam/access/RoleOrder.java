package com.wandb.iam.access;

import java.util.Set;

/**
 * Which of two roles is less. Admin is more than Member, Member more than View-Only; a custom role
 * is a little more than what it inherits from (rule custom-role).
 *
 * @param viewerBased names of the custom roles that inherit from View-Only; all others inherit from
 *     Member
 */
public record RoleOrder(Set<String> viewerBased) {
  /** Where no custom role inherits from View-Only. */
  public static final RoleOrder BUILT_IN = new RoleOrder(Set.of());

  public RoleOrder {
    viewerBased = Set.copyOf(viewerBased);
  }

  /**
   * Whether somebody who holds the one and gets the other instead may lose something. Two custom
   * roles on the same base count as different: each may have what the other lacks.
   */
  public boolean lowers(TeamRole held, TeamRole next) {
    if (held.equals(next)) {
      return false;
    }
    int before = base(held);
    int after = base(next);
    return after < before || (after == before && held instanceof TeamRole.Custom);
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
