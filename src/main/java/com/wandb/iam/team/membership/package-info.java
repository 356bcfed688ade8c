/**
 * The kind TeamMembership: which users a membership means, what they are granted, and how access
 * ends. Other kinds do not live here, except what a Team asks about its memberships. Read {@link
 * com.wandb.iam.team.membership.TeamMembershipReconciler} first; steps on the server go through
 * {@code wandb.write}.
 */
@NullMarked
package com.wandb.iam.team.membership;

import org.jspecify.annotations.NullMarked;
