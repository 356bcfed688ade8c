package com.wandb.iam.bucket.binding;

import java.time.Duration;

/**
 * How often buckets are looked at, and how a server is rolled for them.
 *
 * @param checkWithin how long all checks of one bucket may take
 * @param recheck how long a verdict stands before the bucket is looked at again
 * @param betweenRollouts the least time from one rollout of a server to the next
 * @param look how often a rollout that is under way is looked at
 * @param healthyWithin how long a server has to become healthy with a new value, before the former
 *     one is restored
 */
public record BucketTimings(
    Duration checkWithin,
    Duration recheck,
    Duration betweenRollouts,
    Duration look,
    Duration healthyWithin) {
  /** What suits a cluster. */
  public static final BucketTimings DEFAULT =
      new BucketTimings(
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofMinutes(15),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10));
}
