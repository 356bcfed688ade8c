package com.wandb.iam.access;

/**
 * Columns of W&amp;B's permission tables: the roles that a user can have in a team or on a server.
 */
public enum Holder {
  VIEW_ONLY("View-Only"),
  MEMBER("Team Member"),
  /** Assigned in addition to a team role. Adds permissions only in the Model Registry. */
  REGISTRY_ADMIN("Model Registry Admin"),
  TEAM_ADMIN("Team Admin"),
  /** Exists only on self-managed servers. Has only the permissions that the page lists for it. */
  SYSTEM_ADMIN("System Admin");

  private final String displayName;

  Holder(String displayName) {
    this.displayName = displayName;
  }

  /** Returns the heading of the column in the documentation. */
  public String displayName() {
    return displayName;
  }

  /** Returns the column of a built-in role. */
  public static Holder of(TeamRole.BuiltIn role) {
    return switch (role) {
      case ADMIN -> TEAM_ADMIN;
      case MEMBER -> MEMBER;
      case VIEWER -> VIEW_ONLY;
    };
  }
}
