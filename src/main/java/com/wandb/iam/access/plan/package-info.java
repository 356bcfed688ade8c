/**
 * Plans on teams and keys as values: the steps that lead from what is observed to what is declared,
 * what guards and limits hold back, and when a key is due. Uses {@code access} and the JDK alone,
 * reads no clock and performs nothing. {@link com.wandb.iam.access.plan.Plan} is computed here and
 * applied by {@code wandb.write}.
 */
@NullMarked
package com.wandb.iam.access.plan;

import org.jspecify.annotations.NullMarked;
