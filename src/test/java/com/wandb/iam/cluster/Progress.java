package com.wandb.iam.cluster;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Tells the person in front of the terminal what takes so long: at once, then every ten seconds.
 */
public final class Progress {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final String what;
  private final long started = System.nanoTime();
  private Duration next = INTERVAL;

  Progress(String what) {
    this.what = what;
    say(what + " ...");
  }

  /** To be called often; most calls say nothing. */
  void tick(Supplier<String> detail) {
    var elapsed = Duration.ofNanos(System.nanoTime() - started);
    if (elapsed.compareTo(next) >= 0) {
      say("%s ... %d s %s".formatted(what, elapsed.toSeconds(), detail.get()));
      next = elapsed.plus(INTERVAL);
    }
  }

  /** One line of news; nothing else that a test prints starts like this. */
  public static void say(String line) {
    System.err.println("[set-up] " + line.strip());
  }
}
