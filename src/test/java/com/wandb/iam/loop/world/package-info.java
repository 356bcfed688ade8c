/** Shared parts of tests of the whole operator: a cluster with an operator, and scenarios in it. */
@NullMarked
package com.wandb.iam.loop.world;

import org.jspecify.annotations.NullMarked;
