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

  private final Vitals vitals;
  private final InstantSource clock;
  private @Nullable Instant disconnected;

  public HealthChecks(Vitals vitals, InstantSource clock) {
    this.vitals = vitals;
    this.clock = clock;
  }

  /** Returns why the process must be restarted; empty if it is alive. */
  public Optional<String> dead() {
    return vitals.started() && !vitals.watching()
        ? Optional.of("A watch of the Kubernetes API stopped and cannot resume.")
        : Optional.empty();
  }

  /** Returns why the process is not ready; empty if it is. */
  public synchronized Optional<String> unready() {
    if (!vitals.started()) {
      return Optional.of("The caches are not filled yet.");
    }
    if (vitals.connected()) {
      disconnected = null;
      return Optional.empty();
    }
    var now = clock.instant();
    if (disconnected == null) {
      disconnected = now;
    }
    return disconnected.plus(PATIENCE).isAfter(now)
        ? Optional.empty()
        : Optional.of("A watch of the Kubernetes API has been disconnected for a minute.");
  }
}
