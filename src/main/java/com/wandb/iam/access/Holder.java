package com.wandb.iam.access;

/** The columns of W&amp;B's permission tables: what somebody may hold in a team or on a server. */
public enum Holder {
  VIEW_ONLY("View-Only"),
  MEMBER("Team Member"),
  /** Held beside a team role; adds nothing outside the Model Registry. */
  REGISTRY_ADMIN("Model Registry Admin"),
  TEAM_ADMIN("Team Admin"),
  /** On self-managed servers only, and listed only where the page lists one. */
  SYSTEM_ADMIN("System Admin");

  private final String displayName;

  Holder(String displayName) {
    this.displayName = displayName;
  }

  /** The column as the page heads it. */
  public String displayName() {
    return displayName;
  }

  /** The column of a built-in role. */
  public static Holder of(TeamRole.BuiltIn role) {
    return switch (role) {
      case ADMIN -> TEAM_ADMIN;
      case MEMBER -> MEMBER;
      case VIEWER -> VIEW_ONLY;
    };
  }
}
