package com.wandb.iam.access;

/** The sections of W&amp;B's permission tables. */
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

  /** The section's heading. */
  public String displayName() {
    return displayName;
  }

  /** Whether its objects live in projects, so that a project's visibility counts. */
  public boolean inProjects() {
    return switch (this) {
      case REPORTS, EXPERIMENTS, ARTIFACTS -> true;
      case TEAM_SETTINGS, MODEL_REGISTRY, SYSTEM_SETTINGS -> false;
    };
  }
}
