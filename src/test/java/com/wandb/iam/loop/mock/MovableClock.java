package com.wandb.iam.loop.mock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The current time plus an offset that cases increase. Thread-safe. */
final class MovableClock implements InstantSource {
  private volatile Duration ahead = Duration.ZERO;

  /** Never goes back, so that cases do not affect each other. */
  synchronized void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }
}
