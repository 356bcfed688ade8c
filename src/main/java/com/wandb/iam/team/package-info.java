/**
 * The kind Team: finding, adopting and creating the team, its bucket, and the removal of members
 * that no membership declares. Single memberships are reconciled in {@code team.membership} and the
 * limit of removals lives in {@code team.removal}. Read {@link com.wandb.iam.team.TeamReconciler}
 * first.
 */
@NullMarked
package com.wandb.iam.team;

import org.jspecify.annotations.NullMarked;
