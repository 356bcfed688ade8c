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
   * Returns the current time, or {@link Instant#MIN} while the clocks differ too much. Nothing
   * counts as expired then.
   */
  public static Instant reliable(ServerConnection connection, InstantSource clock) {
    return tooLarge(connection.api().clockSkew()) ? Instant.MIN : clock.instant();
  }

  public static boolean tooLarge(Duration skew) {
    return skew.abs().compareTo(LIMIT) > 0;
  }
}
