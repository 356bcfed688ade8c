package com.wandb.iam.wandb;

import java.time.Duration;

/**
 * State of the limits for requests to a server.
 *
 * @param breaker state of the circuit breaker
 * @param availableRequests number of requests that the rate limit allows now. Zero or negative if
 *     requests are waiting.
 * @param freeSlots number of further requests that may be in flight at the same time
 * @param pause rest of a pause that the server requested, or zero
 */
public record LimitState(Breaker breaker, long availableRequests, int freeSlots, Duration pause) {

  /** State of the circuit breaker. */
  public enum Breaker {
    /** Requests are sent. */
    CLOSED,
    /** One request is sent, to test whether the server answers again. */
    HALF_OPEN,
    /** No request is sent, because several successive ones got no answer. */
    OPEN
  }
}
