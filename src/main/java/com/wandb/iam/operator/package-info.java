/**
 * The operator as a whole: builds the reconcilers, registers the controllers, starts and stops
 * them, and computes statistics. No class here decides about a resource. {@link
 * com.wandb.iam.operator.ReconcilerFactory} builds the parts, {@link
 * com.wandb.iam.operator.IamOperator} runs them.
 */
@NullMarked
package com.wandb.iam.operator;

import org.jspecify.annotations.NullMarked;
