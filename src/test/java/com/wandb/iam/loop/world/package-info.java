/**
 * What tests of the whole operator have in common: a cluster with an operator, and scenarios in it.
 */
@NullMarked
package com.wandb.iam.loop.world;

import org.jspecify.annotations.NullMarked;
