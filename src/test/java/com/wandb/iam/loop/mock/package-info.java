/**
 * The operator on an API server in memory, with a W&amp;B server in memory: each condition of each
 * kind, one case per line.
 */
@NullMarked
package com.wandb.iam.loop.mock;

import org.jspecify.annotations.NullMarked;
