package com.wandb.iam.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two questions that a cluster asks. Thread-safe. */
public final class HealthChecks {
  /** An API server that restarts is away for less; endpoints must not flap for that. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vitals vitals;
  private final InstantSource clock;
  private @Nullable Instant disconnected;

  public HealthChecks(Vitals vitals, InstantSource clock) {
    this.vitals = vitals;
    this.clock = clock;
  }

  /** Why the process should be restarted; empty where it should not. */
  public Optional<String> dead() {
    return vitals.started() && !vitals.watching()
        ? Optional.of("a watch on the cluster stopped for good")
        : Optional.empty();
  }

  /** Why nobody should count on the process now; empty where they may. */
  public synchronized Optional<String> unready() {
    if (!vitals.started()) {
      return Optional.of("not everything is known yet");
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
        : Optional.of("a watch on the cluster has been without connection for a minute");
  }
}
