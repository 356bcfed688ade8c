package com.wandb.iam.wandb.transport;

import java.time.Duration;

/** Observer of all requests, for metrics. Must not block. */
@FunctionalInterface
public interface RequestObserver {
  /** Observer that does nothing. */
  RequestObserver NONE = (server, operation, outcome, took) -> {};

  /**
   * Records a request that ended.
   *
   * @param server name of the WandbServer
   * @param operation such as {@code scim.users.list} or {@code graphql.rosters}
   * @param outcome {@code ok}, or the simple name of the error
   */
  void observed(String server, String operation, String outcome, Duration took);
}
