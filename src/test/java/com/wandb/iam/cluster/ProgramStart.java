package com.wandb.iam.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The time from the start of a program until it is ready. */
public final class ProgramStart {
  private static final Duration PERIOD = Duration.ofMillis(50);

  private ProgramStart() {}

  /**
   * Waits until a program is ready.
   *
   * @throws IllegalStateException with the end of its log, if it ends or is not ready in time
   */
  public static void await(WatchedProcess program, Duration limit, BooleanSupplier ready) {
    try {
      // Failures of other threads are not this program's.
      Awaitility.await(program.name())
          .pollInSameThread()
          .dontCatchUncaughtExceptions()
          .atMost(limit)
          .pollDelay(Duration.ZERO)
          .pollInterval(PERIOD)
          .until(() -> ready.getAsBoolean() || !program.isAlive());
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException(
          program.name() + " was not ready within " + limit + "\n" + program.logTail(), late);
    }
    if (!program.isAlive()) {
      throw new IllegalStateException(
          program.name() + " ended while it started\n" + program.logTail());
    }
  }
}
