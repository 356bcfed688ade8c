package com.wandb.iam.access;

/** Sections of W&amp;B's permission tables. */
public enum Area {
  TEAM_SETTINGS("Team settings"),
  MODEL_REGISTRY("Model Registry"),
  REPORTS("Reports"),
  EXPERIMENTS("Experiments"),
  ARTIFACTS("Artifacts"),
  SYSTEM_SETTINGS("System settings");

  private final String displayName;

  Area(String displayName) {
    this.displayName = displayName;
  }

  /** Returns the heading of the section in the documentation. */
  public String displayName() {
    return displayName;
  }

  /**
   * Returns whether objects of this section belong to projects. If so, the project's visibility
   * counts.
   */
  public boolean inProjects() {
    return switch (this) {
      case REPORTS, EXPERIMENTS, ARTIFACTS -> true;
      case TEAM_SETTINGS, MODEL_REGISTRY, SYSTEM_SETTINGS -> false;
    };
  }
}
