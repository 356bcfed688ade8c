package com.wandb.iam.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an action is about.
 *
 * @param team the team that owns it
 * @param createdBy who created it, wherever it was moved since; null where that is nobody
 * @param visibility of the project that it is in; null where it is in none
 * @param invited who was added to a restricted project
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
   * The team settings that change what is allowed.
   *
   * @param membersInvite any member of the team may invite
   * @param privateProjectsOnly all projects are private
   */
  public record Settings(boolean membersInvite, boolean privateProjectsOnly) {
    public static final Settings DEFAULT = new Settings(false, false);
  }

  /** Something of a team, in no project. */
  public static Target of(String team) {
    return new Target(team, null, null, Set.of(), Settings.DEFAULT);
  }

  /** Something in a project of a team. */
  public static Target in(String team, ProjectVisibility visibility) {
    return new Target(team, null, visibility, Set.of(), Settings.DEFAULT);
  }

  /** The same, created by somebody. */
  public Target by(String creator) {
    return new Target(team, creator, visibility, invited, settings);
  }

  /** The same, with these people added to the project. */
  public Target inviting(Set<String> people) {
    return new Target(team, createdBy, visibility, people, settings);
  }

  /** The same, in a team with these settings. */
  public Target with(Settings other) {
    return new Target(team, createdBy, visibility, invited, other);
  }

  /** The visibility as the team's settings leave it; a team's own where there is no project. */
  ProjectVisibility effectiveVisibility() {
    return visibility == null
        ? ProjectVisibility.TEAM
        : visibility.in(settings.privateProjectsOnly());
  }
}
