package com.wandb.iam.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Object of an action.
 *
 * @param team the owning team
 * @param createdBy the creator, even if the object was moved to another project since. Null if
 *     unknown.
 * @param visibility of its project, or null if it belongs to no project
 * @param invited names of the identities that were added to a restricted project
 * @param settings of the team
 */
public record Target(
    String team,
    @Nullable String createdBy,
    @Nullable ProjectVisibility visibility,
    Set<String> invited,
    Settings settings) {
  public Target {
    invited = Set.copyOf(invited);
  }

  /**
   * Team settings that affect permissions.
   *
   * @param membersInvite whether any member of the team may invite users
   * @param privateProjectsOnly whether all projects are private
   */
  public record Settings(boolean membersInvite, boolean privateProjectsOnly) {
    public static final Settings DEFAULT = new Settings(false, false);
  }

  /** Returns an object of a team outside of any project. */
  public static Target of(String team) {
    return new Target(team, null, null, Set.of(), Settings.DEFAULT);
  }

  /** Returns an object in a project of a team. */
  public static Target in(String team, ProjectVisibility visibility) {
    return new Target(team, null, visibility, Set.of(), Settings.DEFAULT);
  }

  /** Returns this target with the given creator. */
  public Target by(String creator) {
    return new Target(team, creator, visibility, invited, settings);
  }

  /** Returns this target with these identities added to the project. */
  public Target inviting(Set<String> identities) {
    return new Target(team, createdBy, visibility, identities, settings);
  }

  /** Returns this target with other team settings. */
  public Target with(Settings other) {
    return new Target(team, createdBy, visibility, invited, other);
  }

  /**
   * Returns the visibility under the team's settings. {@link ProjectVisibility#TEAM} if there is no
   * project.
   */
  ProjectVisibility effectiveVisibility() {
    return visibility == null
        ? ProjectVisibility.TEAM
        : visibility.in(settings.privateProjectsOnly());
  }
}
