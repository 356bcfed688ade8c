/** Custom roles. */
@NullMarked
package com.wandb.iam.loop.role;

import org.jspecify.annotations.NullMarked;
