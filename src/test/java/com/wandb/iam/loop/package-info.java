/** The operator on a real API server, against the sandbox as the W&amp;B Server. */
@NullMarked
package com.wandb.iam.loop;

import org.jspecify.annotations.NullMarked;
