/** Decisions of reconcilers, without an API server. */
@NullMarked
package com.wandb.iam.reconcile;

import org.jspecify.annotations.NullMarked;
