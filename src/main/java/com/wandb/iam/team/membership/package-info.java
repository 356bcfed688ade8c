/**
 * Reconciles TeamMemberships: finds the declared users on the server, grants their roles, and ends
 * their access. Also finds the memberships of a team, for the reconciler of teams. Read {@link
 * com.wandb.iam.team.membership.TeamMembershipReconciler} first. The changes on the server are made
 * by {@code com.wandb.iam.wandb.write}.
 */
@NullMarked
package com.wandb.iam.team.membership;

import org.jspecify.annotations.NullMarked;
