/**
 * The operator on an API server in memory, against a W&amp;B Server in memory: each condition of
 * each kind, one line a case.
 */
@NullMarked
package com.wandb.iam.loop.mock;

import org.jspecify.annotations.NullMarked;
