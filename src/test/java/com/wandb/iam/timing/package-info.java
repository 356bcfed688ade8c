/** Measures what the tests cost. {@code src/dev/run test} prints the result. */
@NullMarked
package com.wandb.iam.timing;

import org.jspecify.annotations.NullMarked;
