/** W&amp;B servers: credentials, deployments, faults. */
@NullMarked
package com.wandb.iam.loop.server;

import org.jspecify.annotations.NullMarked;
