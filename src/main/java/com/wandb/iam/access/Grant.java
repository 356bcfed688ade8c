package com.wandb.iam.access;

/**
 * One account and the role it is to hold in a team.
 *
 * @param person the name to show to people
 */
public record Grant(String userId, String person, TeamRole role) {}
