package com.wandb.iam.server.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How far the clocks of server and operator may differ before what depends on time waits. */
public final class ClockSkew {
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private ClockSkew() {}

  /**
   * The time by which something is over, as far as it can be told: while the clocks differ too
   * much, nothing is.
   */
  public static Instant reliable(ServerConnection connection, InstantSource clock) {
    return tooLarge(connection.api().clockSkew()) ? Instant.MIN : clock.instant();
  }

  public static boolean tooLarge(Duration skew) {
    return skew.abs().compareTo(LIMIT) > 0;
  }
}
