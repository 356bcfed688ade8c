/**
 * The checks of a bucket before a W&amp;B server depends on it: whether it is reachable, exists, is
 * in the declared region, is writable, and has the properties that W&amp;B needs. Each check has a
 * verdict and perhaps a remedy. This package knows no resources or conditions. {@link
 * com.wandb.iam.storage.check.BucketPreflight} runs all checks within a time limit.
 */
@NullMarked
package com.wandb.iam.storage.check;

import org.jspecify.annotations.NullMarked;
