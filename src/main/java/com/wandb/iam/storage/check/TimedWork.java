package com.wandb.iam.storage.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that blocks on a network, with a time limit that the peer cannot prolong. Uses a virtual
 * thread, because there an interrupt also ends reads and writes of sockets.
 */
final class TimedWork {
  private static final Logger LOG = LoggerFactory.getLogger(TimedWork.class);

  /** Time that an interrupted thread gets to end. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final int FRAMES = 8;

  /** The ways in which work ends. */
  enum End {
    DONE,
    TIME_OVER,
    INTERRUPTED,
    /** An unexpected exception ended the work. */
    BROKEN
  }

  private final Thread thread;
  private final Runnable stop;
  private volatile @Nullable Throwable failure;

  private TimedWork(Runnable work, Runnable stop) {
    this.stop = stop;
    this.thread = Thread.ofVirtual().name("bucket-check").unstarted(() -> guarded(work));
  }

  /**
   * @param stop makes the work end soon; called from another thread
   */
  static TimedWork start(Runnable work, Runnable stop) {
    var started = new TimedWork(work, stop);
    started.thread.start();
    return started;
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      failure = e;
    }
  }

  /**
   * Returns whether the work ended in time; otherwise it continues.
   *
   * @throws InterruptedException if the caller's thread is interrupted
   */
  boolean endsWithin(Duration time) throws InterruptedException {
    return thread.join(time);
  }

  /** Waits for the end, and cancels the work when the time is over. */
  End end(Duration time) {
    try {
      if (thread.join(time)) {
        return failure == null ? End.DONE : broken(failure);
      }
      cancel();
      return End.TIME_OVER;
    } catch (InterruptedException e) {
      return interrupted();
    }
  }

  /** Ends the work for a caller that was interrupted; the interrupt stays set. */
  End interrupted() {
    cancel();
    Thread.currentThread().interrupt();
    return End.INTERRUPTED;
  }

  private void cancel() {
    stop.run();
    thread.interrupt();
    boolean again = false;
    long until = System.nanoTime() + GRACE.toNanos();
    while (thread.isAlive() && System.nanoTime() < until) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      } catch (InterruptedException e) {
        again = true;
      }
    }
    if (again) {
      Thread.currentThread().interrupt();
    }
  }

  /** Logs the type and the place of the exception. Omits its text, which may come from a store. */
  private static End broken(@Nullable Throwable failure) {
    if (failure != null && LOG.isWarnEnabled()) {
      LOG.warn(
          "A check of a bucket ended unexpectedly: error={} at={}",
          failure.getClass().getName(),
          Arrays.stream(failure.getStackTrace())
              .limit(FRAMES)
              .map(StackTraceElement::toString)
              .collect(Collectors.joining(", ")));
    }
    return End.BROKEN;
  }
}
