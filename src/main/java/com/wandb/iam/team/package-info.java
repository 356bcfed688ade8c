/**
 * The kind Team: finding, adopting and creating the team, its bucket, and the removal of members
 * that no membership declares. {@code team.membership} reconciles single memberships, and {@code
 * team.removal} limits removals. Read {@link com.wandb.iam.team.TeamReconciler} first.
 */
@NullMarked
package com.wandb.iam.team;

import org.jspecify.annotations.NullMarked;
