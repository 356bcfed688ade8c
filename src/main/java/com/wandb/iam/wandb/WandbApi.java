package com.wandb.iam.wandb;

import java.time.Duration;

/**
 * Client for one W&amp;B server with one credential. Thread-safe. All calls share one rate limit,
 * one concurrency limit and one circuit breaker.
 */
public interface WandbApi extends AutoCloseable {
  /**
   * Reads the version, the operator's own identity and the organization. Checks that SCIM is routed
   * and permitted for this credential. Changes nothing.
   *
   * @throws WandbException.Refused with a message about the missing permission
   * @throws WandbException.Unavailable with reason SCIM_NOT_ROUTED, among others
   */
  ServerFacts probe();

  Users users();

  Teams teams();

  Roles roles();

  ServiceAccounts serviceAccounts();

  ApiKeys apiKeys();

  Projects projects();

  /**
   * Returns the server's clock minus the operator's, at the latest answer. Zero before the first
   * answer.
   */
  Duration clockSkew();

  /** Returns the current state of the request limits. */
  LimitState limits();

  @Override
  void close();
}
