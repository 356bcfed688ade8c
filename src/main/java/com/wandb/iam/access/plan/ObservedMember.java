package com.wandb.iam.access.plan;

import com.wandb.iam.access.TeamRole;

/**
 * A member of a team.
 *
 * @param person the name for messages
 * @param human false for service accounts
 * @param active false for deactivated accounts, which cannot use their role
 */
public record ObservedMember(
    String userId, String person, TeamRole role, boolean human, boolean active) {

  /** Creates a member with an active account. */
  public ObservedMember(String userId, String person, TeamRole role, boolean human) {
    this(userId, person, role, human, true);
  }

  /** Returns whether the member can administer the team. */
  boolean administers() {
    return human && active && role == TeamRole.BuiltIn.ADMIN;
  }
}
