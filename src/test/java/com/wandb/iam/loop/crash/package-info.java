/** The operator as a process of its own that is killed, paused or kept from hearing the cluster. */
@NullMarked
package com.wandb.iam.loop.crash;

import org.jspecify.annotations.NullMarked;
