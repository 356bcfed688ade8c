/**
 * The writer of one W&amp;B server: applies plans to teams, one team and one user at a time, with
 * every promise checked against the live team. Nothing else removes or demotes members. {@link
 * com.wandb.iam.wandb.write.TeamWriter} is the way in, {@link
 * com.wandb.iam.wandb.write.RemovalGate} what it asks before it takes access away.
 */
@NullMarked
package com.wandb.iam.wandb.write;

import org.jspecify.annotations.NullMarked;
