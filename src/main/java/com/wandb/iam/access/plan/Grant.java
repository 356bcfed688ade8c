package com.wandb.iam.access.plan;

import com.wandb.iam.access.TeamRole;

/**
 * One account and its desired role in a team.
 *
 * @param person the name for messages
 * @param newcomer whether this grant added the account and the account has not had the role yet;
 *     its current role was never declared
 */
public record Grant(String userId, String person, TeamRole role, boolean newcomer) {

  /** Creates the grant of an account that can already be a member. */
  public Grant(String userId, String person, TeamRole role) {
    this(userId, person, role, false);
  }
}
