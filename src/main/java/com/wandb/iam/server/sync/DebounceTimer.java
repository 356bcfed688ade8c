package com.wandb.iam.server.sync;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When a thread that looks at something in turns looks again, and when it tells of what was done.
 */
final class DebounceTimer {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long settledAfterNanos;
  private boolean hurried;
  private boolean noted;

  /**
   * @param settledAfter how long after the first of many notes they are told, all at once
   */
  DebounceTimer(Duration settledAfter) {
    settledAfterNanos = settledAfter.toNanos();
  }

  /** Ends the rest at once; one that has not begun ends as it begins. */
  void hurry() {
    lock.lock();
    try {
      hurried = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Something was done that is to be told. */
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
   * Waits.
   *
   * @param telling is called on this thread when notes have settled, however often that is
   */
  void rest(Duration atMost, Runnable telling) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (waitForNotes(end)) {
      telling.run();
    }
  }

  /** Whether there are settled notes, rather than the end of the rest. */
  private boolean waitForNotes(long end) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!hurried && !noted && end - System.nanoTime() > 0) {
        changed.awaitNanos(end - System.nanoTime());
      }
      long settled = System.nanoTime() + settledAfterNanos;
      while (!hurried && noted && settled - System.nanoTime() > 0) {
        changed.awaitNanos(settled - System.nanoTime());
      }
      boolean told = noted && !hurried;
      noted = noted && !told;
      hurried = false;
      return told;
    } finally {
      lock.unlock();
    }
  }
}
