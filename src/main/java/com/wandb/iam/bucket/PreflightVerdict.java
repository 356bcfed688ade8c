package com.wandb.iam.bucket;

import com.wandb.iam.reconcile.ConditionUpdate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Result of the checks of a bucket.
 *
 * @param verified the condition Verified
 * @param mayPublish whether the bucket may be added to the environment of the W&amp;B server
 * @param requeueAt the time of the next check; null if an event starts it
 */
record PreflightVerdict(
    ConditionUpdate verified, boolean mayPublish, @Nullable Instant requeueAt) {}
