/**
 * The checks of a bucket before a W&amp;B server depends on it: reachable, there, in its region,
 * writable, and what W&amp;B needs beyond that, each with a verdict and a remedy. Resources and
 * their conditions have no place here. {@link com.wandb.iam.storage.check.BucketPreflight} runs all
 * checks within a limit of time.
 */
@NullMarked
package com.wandb.iam.storage.check;

import org.jspecify.annotations.NullMarked;
