package com.wandb.iam.bucket.binding;

import java.time.Duration;

/**
 * Intervals of bucket checks and of the rollouts of a server.
 *
 * @param checkWithin the time limit for all checks of one bucket
 * @param recheck the interval between two checks of a bucket
 * @param betweenRollouts the minimum interval between two rollouts of a server
 * @param pollInterval the interval between two polls of a rollout of the W&amp;B server
 * @param healthyWithin the time limit for a server to become healthy with a new value, before the
 *     former value is restored
 */
public record BucketTimings(
    Duration checkWithin,
    Duration recheck,
    Duration betweenRollouts,
    Duration pollInterval,
    Duration healthyWithin) {
  /** The timings of a production cluster. */
  public static final BucketTimings DEFAULT =
      new BucketTimings(
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofMinutes(15),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10));
}
