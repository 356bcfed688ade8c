package com.wandb.iam.cluster;

import java.time.Duration;
import java.util.function.Supplier;

/** Reports a slow step to the user: at once, then every ten seconds. */
public final class Progress {
  /** Longest wait between two ticks. */
  static final Duration TICK = Duration.ofMillis(200);

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final String what;
  private final long started = System.nanoTime();
  private Duration next = INTERVAL;

  Progress(String what) {
    this.what = what;
    say(what + " ...");
  }

  /** Call often; most calls print nothing. */
  void tick(Supplier<String> detail) {
    var elapsed = Duration.ofNanos(System.nanoTime() - started);
    if (elapsed.compareTo(next) >= 0) {
      say("%s ... %d s %s".formatted(what, elapsed.toSeconds(), detail.get()));
      next = elapsed.plus(INTERVAL);
    }
  }

  /** Prints one line. No other output of a test starts like this. */
  public static void say(String line) {
    System.err.println("[set-up] " + line.strip());
  }
}
