package com.wandb.iam.operator;

import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.kube.WatchedNamespaces;
import java.time.Duration;

/**
 * How the operator runs.
 *
 * @param operatorNamespace where admin credentials are read from
 * @param instance this process among replicas, such as the pod's name
 * @param leaderElection whether several replicas take turns; off for a single process
 * @param keepsKeys whether keys that no server shows again are kept in the operator's namespace,
 *     too; without it a Secret that is deleted needs a new import
 * @param workers how many resources are worked on at a time
 * @param firstRetry how long a resource waits after its first failure; doubled from there
 * @param longestRetry how long it waits at most
 * @param buckets how buckets are looked at, and servers rolled for them
 * @param watched the namespaces to work in
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

  /** What suits a cluster. */
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

  /** The same without leader election. */
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
