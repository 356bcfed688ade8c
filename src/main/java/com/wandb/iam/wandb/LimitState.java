package com.wandb.iam.wandb;

import java.time.Duration;

/**
 * How much a server is being spared now.
 *
 * @param breaker whether anything is sent at all
 * @param turns how many requests might be sent at once; none or fewer where some wait already
 * @param places how many more requests might be under way at a time
 * @param pause what is left of a pause that the server asked for; zero for none
 */
public record LimitState(Breaker breaker, long turns, int places, Duration pause) {

  /** What becomes of a request. */
  public enum Breaker {
    /** It is sent. */
    CLOSED,
    /** One is sent, to see whether the server is back. */
    HALF_OPEN,
    /** It is not sent: several in a row went unanswered. */
    OPEN
  }
}
