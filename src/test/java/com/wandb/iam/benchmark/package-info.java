/** Benchmarks that print their results. A developer starts them; they are not part of the tests. */
@NullMarked
package com.wandb.iam.benchmark;

import org.jspecify.annotations.NullMarked;
