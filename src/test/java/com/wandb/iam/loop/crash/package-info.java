/** The operator as a separate process that is killed, paused or cut off from the cluster. */
@NullMarked
package com.wandb.iam.loop.crash;

import org.jspecify.annotations.NullMarked;
