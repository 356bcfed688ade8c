/** Figures, printed: started by hand, never part of a test. */
@NullMarked
package com.wandb.iam.benchmark;

import org.jspecify.annotations.NullMarked;
