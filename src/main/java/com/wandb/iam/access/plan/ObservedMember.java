package com.wandb.iam.access.plan;

import com.wandb.iam.access.TeamRole;

/**
 * Somebody who is in a team.
 *
 * @param person the name to show to people
 * @param human false for service accounts
 * @param active false for accounts that are deactivated: their role is of no use to anybody
 */
public record ObservedMember(
    String userId, String person, TeamRole role, boolean human, boolean active) {

  /** Somebody whose account is active. */
  public ObservedMember(String userId, String person, TeamRole role, boolean human) {
    this(userId, person, role, human, true);
  }

  /** Whether this is somebody who can administer the team. */
  boolean administers() {
    return human && active && role == TeamRole.BuiltIn.ADMIN;
  }
}
