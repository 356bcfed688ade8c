package com.wandb.iam.server.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The limit for the difference between the clocks of server and operator. Timed actions wait while
 * the difference is larger.
 */
public final class ClockSkew {
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private ClockSkew() {}

  /**
   * Returns the operator's current time. While its clock and the server's differ too much, returns
   * {@link Instant#MIN}, so that nothing counts as expired.
   */
  public static Instant reliable(ServerConnection connection, InstantSource clock) {
    return tooLarge(connection.api().clockSkew()) ? Instant.MIN : clock.instant();
  }

  public static boolean tooLarge(Duration skew) {
    return skew.abs().compareTo(LIMIT) > 0;
  }
}
