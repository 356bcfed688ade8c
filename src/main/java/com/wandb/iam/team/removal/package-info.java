/**
 * The removal limit: how many members a team may lose within an hour, which plan is held for
 * approval, and the planned changes of an observed team. No class here sends a request to a W&amp;B
 * server. The writer, {@code team} and {@code team.membership} use {@link
 * com.wandb.iam.team.removal.RemovalLimiters}.
 */
@NullMarked
package com.wandb.iam.team.removal;

import org.jspecify.annotations.NullMarked;
