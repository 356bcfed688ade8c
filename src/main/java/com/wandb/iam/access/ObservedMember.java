package com.wandb.iam.access;

/**
 * Somebody who is in a team.
 *
 * @param person the name to show to people
 * @param human false for service accounts
 */
public record ObservedMember(String userId, String person, TeamRole role, boolean human) {}
