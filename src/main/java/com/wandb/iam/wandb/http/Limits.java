package com.wandb.iam.wandb.http;

import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What one server is spared: so many requests a second, so many at a time, and none at all for a
 * while after several went unanswered. All calls to the server share one of these.
 */
final class Limits {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int WINDOW = 10;
  private static final int FEWEST_CALLS = 5;

  private final Bucket bucket;
  private final Semaphore concurrency;
  private final CircuitBreaker breaker;
  private volatile long pausedUntil = System.nanoTime();

  Limits(int requestsPerSecond, int concurrency) {
    this.bucket =
        Bucket.builder()
            .addLimit(
                limit ->
                    limit
                        .capacity(requestsPerSecond)
                        .refillGreedy(requestsPerSecond, Duration.ofSeconds(1)))
            .build();
    this.concurrency = new Semaphore(concurrency, true);
    this.breaker =
        CircuitBreaker.of(
            "server",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(FEWEST_CALLS)
                .failureRateThreshold(50)
                .waitDurationInOpenState(PAUSE)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordException(Unavailable.class::isInstance)
                .build());
  }

  /**
   * Sends when it is time. Waiting is interruptible.
   *
   * @throws Unavailable circuit-open, where nothing was sent
   */
  <T> T within(Supplier<T> send) {
    if (!breaker.tryAcquirePermission()) {
      throw new Unavailable(
          Unavailable.Outage.CIRCUIT_OPEN,
          "the server did not answer several times in a row; it is asked again in "
              + PAUSE.toSeconds()
              + " seconds",
          false,
          PAUSE,
          null);
    }
    try {
      concurrency.acquire();
    } catch (InterruptedException interrupted) {
      breaker.releasePermission();
      throw interrupted(interrupted);
    }
    try {
      awaitTurn();
    } catch (InterruptedException interrupted) {
      concurrency.release();
      breaker.releasePermission();
      throw interrupted(interrupted);
    }
    long start = System.nanoTime();
    try {
      var answer = send.get();
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      return answer;
    } catch (WandbException error) {
      // A refusal is an answer: only silence opens the breaker.
      if (error instanceof Unavailable) {
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, error);
      } else {
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
      throw error;
    } catch (RuntimeException | Error unexpected) {
      breaker.releasePermission();
      throw unexpected;
    } finally {
      concurrency.release();
    }
  }

  private void awaitTurn() throws InterruptedException {
    for (long left = pausedUntil - System.nanoTime();
        left > 0;
        left = pausedUntil - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    bucket.asBlocking().consume(1);
  }

  /** The server said that its own limit is reached: nothing is sent for so long. */
  void pause(Duration asked) {
    var pause = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    pausedUntil = System.nanoTime() + pause.toNanos();
  }

  private static Unavailable interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new Unavailable(
        Unavailable.Outage.TIMEOUT, "stopped while waiting for a turn", false, null, cause);
  }
}
