package com.wandb.iam.server.sync;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Timer of a thread that works at intervals: ends a wait early on request, and coalesces many notes
 * into one call.
 */
final class DebounceTimer {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long coalesceNanos;
  private boolean hurried;
  private boolean noted;

  /**
   * @param coalesceFor the delay after the first note, in which further notes are coalesced
   */
  DebounceTimer(Duration coalesceFor) {
    coalesceNanos = coalesceFor.toNanos();
  }

  /** Ends the current wait immediately, or the next one if none is running. */
  void hurry() {
    lock.lock();
    try {
      hurried = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Records that there is something to report. */
  void note() {
    lock.lock();
    try {
      if (!noted) {
        noted = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the time is over or {@link #hurry} is called.
   *
   * @param report is called on this thread each time that notes are due
   */
  void await(Duration atMost, Runnable report) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (awaitDueNotes(end)) {
      report.run();
    }
  }

  /** Returns whether notes are due; false at the end of the wait. */
  private boolean awaitDueNotes(long end) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!hurried && !noted && end - System.nanoTime() > 0) {
        changed.awaitNanos(end - System.nanoTime());
      }
      long due = System.nanoTime() + coalesceNanos;
      while (!hurried && noted && due - System.nanoTime() > 0) {
        changed.awaitNanos(due - System.nanoTime());
      }
      boolean isDue = noted && !hurried;
      noted = noted && !isDue;
      hurried = false;
      return isDue;
    } finally {
      lock.unlock();
    }
  }
}
