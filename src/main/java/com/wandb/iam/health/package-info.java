/**
 * Tells the cluster whether this process is of use: alive, and ready. A W&amp;B server that is down
 * makes it neither dead nor unready: restarting the operator would not help. Uses the JDK alone.
 */
@NullMarked
package com.wandb.iam.health;

import org.jspecify.annotations.NullMarked;
