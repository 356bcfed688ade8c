package com.wandb.iam.access;

/** Visibility of a project, from most to least public (rule visibility). */
public enum ProjectVisibility {
  /** Anyone can view and submit. */
  OPEN,
  /** Anyone can view. Only members of the team can submit. */
  PUBLIC,
  /** Only members of the team can view and submit. */
  TEAM,
  /** Only members of the team with an invitation to the project can view and submit. */
  RESTRICTED;

  /**
   * Returns the effective visibility in a team with the given setting.
   *
   * @param privateProjectsOnly the team setting that makes all of its projects private
   */
  public ProjectVisibility in(boolean privateProjectsOnly) {
    return privateProjectsOnly && compareTo(TEAM) < 0 ? TEAM : this;
  }
}
