package com.wandb.iam.operator;

import java.util.List;
import java.util.Map;

/**
 * The operator in figures, at one moment.
 *
 * @param leading whether this replica works
 * @param busy how many passes are under way
 * @param queued how many resources wait for a worker
 * @param declared how many resources there are, by kind
 * @param conditions how many of them say so
 */
public record OperatorStats(
    boolean leading,
    int busy,
    int queued,
    List<ServerStats> servers,
    Map<String, Long> declared,
    Map<Saying, Long> conditions) {
  public OperatorStats {
    servers = List.copyOf(servers);
    declared = Map.copyOf(declared);
    conditions = Map.copyOf(conditions);
  }

  /**
   * A state of a condition.
   *
   * @param condition one of {@link com.wandb.iam.crd.v1alpha1.ConditionType}
   * @param status True, False or Unknown
   */
  public record Saying(String kind, String condition, String status) {}
}
