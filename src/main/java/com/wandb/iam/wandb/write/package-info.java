/**
 * The writer of one W&amp;B server: applies plans to teams, one plan per team and one write per
 * user at a time. It checks all rules against the live team. No other class removes or demotes
 * members. {@link com.wandb.iam.wandb.write.TeamWriter} is the entry point. It asks {@link
 * com.wandb.iam.wandb.write.RemovalGate} before it removes access.
 */
@NullMarked
package com.wandb.iam.wandb.write;

import org.jspecify.annotations.NullMarked;
