package com.wandb.iam.wandb.transport;

import java.time.Duration;

/** Is told of every request that was sent, for metrics. Must not block. */
@FunctionalInterface
public interface RequestObserver {
  /** Nobody listens. */
  RequestObserver NONE = (server, operation, outcome, took) -> {};

  /**
   * One request ended.
   *
   * @param server the name under which the operator knows the server
   * @param operation such as {@code scim.users.list} or {@code graphql.rosters}
   * @param outcome {@code ok}, or the simple name of the error
   */
  void observed(String server, String operation, String outcome, Duration took);
}
