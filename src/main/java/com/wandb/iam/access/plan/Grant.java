package com.wandb.iam.access.plan;

import com.wandb.iam.access.TeamRole;

/**
 * One account and its desired role in a team.
 *
 * @param person the name to show to people
 * @param newcomer whether this grant added the account and the account never had the role yet: its
 *     present role was never declared
 */
public record Grant(String userId, String person, TeamRole role, boolean newcomer) {

  /** Creates the grant of an account that may be a member already. */
  public Grant(String userId, String person, TeamRole role) {
    this(userId, person, role, false);
  }
}
