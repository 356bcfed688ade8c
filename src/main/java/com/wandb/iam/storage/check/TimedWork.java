package com.wandb.iam.storage.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that blocks on a network, and a limit of time that holds whatever the other side does: on a
 * virtual thread an interrupt ends reading and writing, which on others it does not.
 */
final class TimedWork {
  private static final Logger LOG = LoggerFactory.getLogger(TimedWork.class);

  /** For a thread that was told to end, and that has nothing left to wait for. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final int FRAMES = 8;

  /** The ways in which work ends. */
  enum End {
    DONE,
    TIME_OVER,
    INTERRUPTED,
    /** By an exception that says nothing to the user. */
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
   * @throws InterruptedException where the caller's thread is interrupted
   */
  boolean endsWithin(Duration time) throws InterruptedException {
    return thread.join(time);
  }

  /** Waits for the end, and brings it about when the time is over. */
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

  /** Where it broke, without the exception's text, which may be a store's. */
  private static End broken(@Nullable Throwable failure) {
    if (failure != null && LOG.isWarnEnabled()) {
      LOG.warn(
          "a check of a bucket ended unexpectedly: {} at {}",
          failure.getClass().getName(),
          Arrays.stream(failure.getStackTrace())
              .limit(FRAMES)
              .map(StackTraceElement::toString)
              .collect(Collectors.joining(", ")));
    }
    return End.BROKEN;
  }
}
