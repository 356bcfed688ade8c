package com.wandb.iam.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The liveness and readiness checks of the process. Thread-safe. */
public final class HealthChecks {
  /** Longer than the restart of an API server, so that readiness does not flap. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * An upgrade of the API server takes less. A watch that is disconnected for longer may be stuck
   * in the client, and a restart helps.
   */
  static final Duration STUCK = Duration.ofMinutes(10);

  private final Vitals vitals;
  private final InstantSource clock;
  private @Nullable Instant disconnected;

  public HealthChecks(Vitals vitals, InstantSource clock) {
    this.vitals = vitals;
    this.clock = clock;
  }

  /** Returns why the process must be restarted; empty if it is alive. */
  public Optional<String> dead() {
    if (!vitals.started()) {
      return Optional.empty();
    }
    if (!vitals.watching()) {
      return Optional.of("A watch of the Kubernetes API stopped and cannot resume.");
    }
    return isDisconnectedFor(STUCK)
        ? Optional.of("A watch of the Kubernetes API has been disconnected for ten minutes.")
        : Optional.empty();
  }

  /** Returns why the process is not ready; empty if it is. */
  public Optional<String> unready() {
    if (!vitals.started()) {
      return Optional.of("The caches are not filled yet.");
    }
    return isDisconnectedFor(PATIENCE)
        ? Optional.of("A watch of the Kubernetes API has been disconnected for a minute.")
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
