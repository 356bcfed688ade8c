package com.wandb.iam.wandb;

import java.time.Duration;

/**
 * One server, reached with one credential. Thread-safe. All calls share one rate limit, one limit
 * of calls at a time and one circuit breaker.
 */
public interface WandbApi extends AutoCloseable {
  /**
   * Asks the server who it is and who we are to it: version, identity, organization, whether SCIM
   * is routed and open to this credential. Reads only.
   *
   * @throws WandbException.Refused with a sentence that says which right is missing
   * @throws WandbException.Unavailable scim-not-routed among its reasons
   */
  ServerFacts probe();

  Users users();

  Teams teams();

  Roles roles();

  ServiceAccounts serviceAccounts();

  ApiKeys apiKeys();

  Projects projects();

  /** How far the server's clock is ahead of ours, by its latest answer; zero before the first. */
  Duration clockSkew();

  /** How much the server is being spared now. */
  LimitState limits();

  @Override
  void close();
}
