package com.wandb.iam.operator;

import java.util.List;
import java.util.Map;

/**
 * Statistics of the operator at one moment.
 *
 * @param leading whether this replica is the leader
 * @param busy the number of running reconciliations
 * @param queued the number of resources that wait for a worker
 * @param declared the number of resources of each kind
 * @param conditions the number of resources with each condition status
 */
public record OperatorStats(
    boolean leading,
    int busy,
    int queued,
    List<ServerStats> servers,
    Map<String, Long> declared,
    Map<ConditionStatus, Long> conditions) {
  public OperatorStats {
    servers = List.copyOf(servers);
    declared = Map.copyOf(declared);
    conditions = Map.copyOf(conditions);
  }

  /**
   * A condition of a kind with one of its statuses.
   *
   * @param condition one of {@link com.wandb.iam.crd.v1alpha1.ConditionType}
   * @param status True, False or Unknown
   */
  public record ConditionStatus(String kind, String condition, String status) {}
}
