package com.wandb.iam.operator;

import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.kube.WatchedNamespaces;
import java.time.Duration;

/**
 * The settings of the operator.
 *
 * @param operatorNamespace the namespace of the admin credentials
 * @param instance identifies this replica, for example the pod's name
 * @param leaderElection whether replicas elect a leader; false for a single process
 * @param keepsKeys whether the operator stores backup copies (escrow) of keys that the server shows
 *     only once; otherwise a deleted Secret requires a new import
 * @param workers the number of resources that are reconciled in parallel
 * @param firstRetry the delay after the first failure, which doubles with each failure
 * @param longestRetry the maximum delay
 * @param buckets the timing of bucket checks and of server rollouts
 * @param watched the namespaces to watch
 */
public record OperatorSettings(
    String operatorNamespace,
    String instance,
    boolean leaderElection,
    boolean keepsKeys,
    int workers,
    Duration firstRetry,
    Duration longestRetry,
    BucketTimings buckets,
    WatchedNamespaces watched) {

  /** Returns the defaults for a cluster. */
  public static OperatorSettings defaults(String operatorNamespace, String instance) {
    return new OperatorSettings(
        operatorNamespace,
        instance,
        true,
        true,
        64,
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        BucketTimings.DEFAULT,
        WatchedNamespaces.ALL);
  }

  /** Returns these settings without leader election. */
  public OperatorSettings alone() {
    return new OperatorSettings(
        operatorNamespace,
        instance,
        false,
        keepsKeys,
        workers,
        firstRetry,
        longestRetry,
        buckets,
        watched);
  }
}
