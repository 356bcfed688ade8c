package com.wandb.iam.reconcile;

import java.time.Duration;

/**
 * Reports the duration and the outcome of a reconciliation. Without a call of {@link #ended}, the
 * outcome is FAILED.
 */
final class ReconcileTimer implements AutoCloseable {
  private final WorkObserver observer;
  private final String kind;
  private final long start = System.nanoTime();
  private ReconcileOutcome outcome = ReconcileOutcome.FAILED;

  ReconcileTimer(WorkObserver observer, String kind) {
    this.observer = observer;
    this.kind = kind;
  }

  void ended(ReconcileOutcome how) {
    outcome = how;
  }

  @Override
  public void close() {
    observer.passed(kind, outcome, Duration.ofNanos(System.nanoTime() - start));
  }
}
