/** The demo: a cluster, a W&amp;B Server double and the operator on one machine. */
@NullMarked
package com.wandb.iam.demo;

import org.jspecify.annotations.NullMarked;
