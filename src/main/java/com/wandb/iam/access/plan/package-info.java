/**
 * Plans for teams and keys: the steps from the observed to the declared state, the guards and
 * limits that hold steps back, and the schedule of keys. Depends only on {@code access} and the
 * JDK, reads no clock and executes nothing. {@code wandb.write} applies a {@link
 * com.wandb.iam.access.plan.Plan}.
 */
@NullMarked
package com.wandb.iam.access.plan;

import org.jspecify.annotations.NullMarked;
