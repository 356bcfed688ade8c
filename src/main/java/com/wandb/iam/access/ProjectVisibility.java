package com.wandb.iam.access;

/** Who sees a project, from most to least public (rule visibility). */
public enum ProjectVisibility {
  /** Anyone views and submits. */
  OPEN,
  /** Anyone views, the team submits. */
  PUBLIC,
  /** Members of the team only. */
  TEAM,
  /** Invited members of the team only. */
  RESTRICTED;

  /**
   * What it comes to in a team.
   *
   * @param privateProjectsOnly the team's setting that makes all its projects private
   */
  public ProjectVisibility in(boolean privateProjectsOnly) {
    return privateProjectsOnly && compareTo(TEAM) < 0 ? TEAM : this;
  }
}
