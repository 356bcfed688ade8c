/**
 * What limits removals: how many members a team may lose within an hour, which plan is held for
 * approval, and which changes an observed team would get. No class here sends a request to a
 * W&amp;B server. {@link com.wandb.iam.team.removal.RemovalLimiters} is asked by the writer and by
 * {@code team} and {@code team.membership}.
 */
@NullMarked
package com.wandb.iam.team.removal;

import org.jspecify.annotations.NullMarked;
