package com.wandb.iam.access.plan;

import com.wandb.iam.access.TeamRole;

/**
 * One account and the role it is to hold in a team.
 *
 * @param person the name to show to people
 * @param newcomer whether the account came into the team by this grant and never held its role yet:
 *     what it has meanwhile was never meant
 */
public record Grant(String userId, String person, TeamRole role, boolean newcomer) {

  /** For an account that may have been in the team for long. */
  public Grant(String userId, String person, TeamRole role) {
    this(userId, person, role, false);
  }
}
