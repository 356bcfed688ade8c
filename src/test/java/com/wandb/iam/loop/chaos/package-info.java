/** Everything changes while everything fails. */
@NullMarked
package com.wandb.iam.loop.chaos;

import org.jspecify.annotations.NullMarked;
