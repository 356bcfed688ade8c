/**
 * The kind TeamMembership: finding the declared users, granting their roles, and ending their
 * access. Also contains the queries of a Team about its memberships. Read {@link
 * com.wandb.iam.team.membership.TeamMembershipReconciler} first. {@code wandb.write} applies the
 * steps on the server.
 */
@NullMarked
package com.wandb.iam.team.membership;

import org.jspecify.annotations.NullMarked;
