/** Random changes under random faults. */
@NullMarked
package com.wandb.iam.loop.chaos;

import org.jspecify.annotations.NullMarked;
