/**
 * The liveness and readiness endpoints. A W&amp;B server that is down affects neither, because a
 * restart of the operator would not help. Depends only on the JDK.
 */
@NullMarked
package com.wandb.iam.health;

import org.jspecify.annotations.NullMarked;
