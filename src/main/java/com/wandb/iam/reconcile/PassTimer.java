package com.wandb.iam.reconcile;

import java.time.Duration;

/** Tells how long a pass took and how it ended; one that nobody says so of has failed. */
final class PassTimer implements AutoCloseable {
  private final WorkObserver observer;
  private final String kind;
  private final long start = System.nanoTime();
  private PassOutcome outcome = PassOutcome.FAILED;

  PassTimer(WorkObserver observer, String kind) {
    this.observer = observer;
    this.kind = kind;
  }

  void ended(PassOutcome how) {
    outcome = how;
  }

  @Override
  public void close() {
    observer.passed(kind, outcome, Duration.ofNanos(System.nanoTime() - start));
  }
}
