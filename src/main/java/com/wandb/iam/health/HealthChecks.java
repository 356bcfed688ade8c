package com.wandb.iam.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers what the probes of a kubelet ask: is the process alive, and is it ready. Thread-safe. */
public final class HealthChecks {
  /** An API server that restarts is away for less; endpoints must not flap for that. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * No API server that is upgraded is away for longer. After that the client itself may be the
   * fault: it waits without a limit for the rest of a list whose connection went silent.
   */
  static final Duration STUCK = Duration.ofMinutes(10);

  private final Vitals vitals;
  private final InstantSource clock;
  private @Nullable Instant disconnected;

  public HealthChecks(Vitals vitals, InstantSource clock) {
    this.vitals = vitals;
    this.clock = clock;
  }

  /** Returns why the process must be restarted; empty if it need not. */
  public Optional<String> dead() {
    if (!vitals.started()) {
      return Optional.empty();
    }
    if (!vitals.watching()) {
      return Optional.of("a watch on the cluster stopped for good");
    }
    return isDisconnectedFor(STUCK)
        ? Optional.of("a watch on the cluster has been without connection for ten minutes")
        : Optional.empty();
  }

  /** Returns why the process is not ready; empty if it is. */
  public Optional<String> unready() {
    if (!vitals.started()) {
      return Optional.of("the resources of the cluster are not read yet");
    }
    return isDisconnectedFor(PATIENCE)
        ? Optional.of("a watch on the cluster has been without connection for a minute")
        : Optional.empty();
  }

  private synchronized boolean isDisconnectedFor(Duration limit) {
    if (vitals.connected()) {
      disconnected = null;
      return false;
    }
    var now = clock.instant();
    if (disconnected == null) {
      disconnected = now;
    }
    return !disconnected.plus(limit).isAfter(now);
  }
}
