package com.wandb.iam.reconcile;

import java.time.Duration;

/** How far the clocks of server and operator may differ before what depends on time waits. */
final class ClockSkew {
  static final Duration LIMIT = Duration.ofMinutes(5);

  private ClockSkew() {}

  static boolean tooLarge(Duration skew) {
    return skew.abs().compareTo(LIMIT) > 0;
  }
}
