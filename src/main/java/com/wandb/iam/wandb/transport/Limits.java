package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.LimitState;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Throttled;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one server is spared: so many requests a second, so many at a time, and none at all for a
 * while after several went unanswered. All calls to the server share one of these.
 */
public final class Limits {
  /** How long nothing is sent after the server fell silent. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** A server that asks for more than this is asked again all the same: it may have erred. */
  static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int WINDOW = 10;
  private static final int FEWEST_CALLS = 5;
  private static final Duration NEVER_TOO_SLOW = Duration.ofDays(1);

  private final Bucket bucket;
  private final Semaphore concurrency;
  private final CircuitBreaker breaker;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final AtomicLong pausedUntil;
  private volatile long closedUntil;
  private volatile String lastFailure = "";

  /**
   * @param patience the longest pause that a call waits for; before a longer one it fails at once
   * @param nanoTime a clock that never goes back: a corrected wall clock must not hold a server
   *     closed
   */
  public Limits(int requestsPerSecond, int concurrency, Duration patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.pausedUntil = new AtomicLong(nanoTime.getAsLong());
    this.concurrency = new Semaphore(concurrency, true);
    this.bucket =
        Bucket.builder()
            .addLimit(
                limit ->
                    limit
                        .capacity(requestsPerSecond)
                        .refillGreedy(requestsPerSecond, Duration.ofSeconds(1)))
            .build();
    this.breaker = breaker();
  }

  private CircuitBreaker breaker() {
    InstantSource monotonic = () -> Instant.ofEpochSecond(0, nanoTime.getAsLong());
    var made =
        CircuitBreaker.of(
            "server",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(FEWEST_CALLS)
                .failureRateThreshold(50)
                .slowCallDurationThreshold(NEVER_TOO_SLOW)
                .waitDurationInOpenState(PAUSE)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordException(Unavailable.class::isInstance)
                .clock(monotonic.withZone(ZoneOffset.UTC))
                .build());
    made.getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == State.OPEN) {
                closedUntil = nanoTime.getAsLong() + PAUSE.toNanos();
              }
            });
    return made;
  }

  /**
   * Sends when it is time. Waiting is interruptible. The breaker is asked last: whoever queued
   * while the server fell silent must not try one after the other.
   *
   * @throws Unavailable circuit-open, where nothing was sent
   * @throws Throttled where the server asked for a longer pause than a call waits; nothing was sent
   */
  <T> T within(Supplier<T> send) {
    try {
      concurrency.acquire();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
    try {
      awaitPause();
      if (!breaker.tryAcquirePermission()) {
        throw open();
      }
      return permitted(send);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } finally {
      concurrency.release();
    }
  }

  private <T> T permitted(Supplier<T> send) throws InterruptedException {
    boolean judged = false;
    try {
      bucket.asBlocking().consume(1);
      long start = System.nanoTime();
      try {
        var answer = send.get();
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        judged = true;
        return answer;
      } catch (WandbException error) {
        judge(error, System.nanoTime() - start);
        judged = true;
        throw error;
      }
    } finally {
      if (!judged) {
        breaker.releasePermission();
      }
    }
  }

  /** A refusal is an answer: only silence opens the breaker. */
  private void judge(WandbException error, long took) {
    if (error instanceof Unavailable silence && counts(silence.reason())) {
      lastFailure = String.valueOf(silence.getMessage());
      breaker.onError(took, TimeUnit.NANOSECONDS, error);
    } else {
      breaker.onSuccess(took, TimeUnit.NANOSECONDS);
    }
  }

  /** A path that is not routed is a setting: no pause heals it, and GraphQL is well meanwhile. */
  private static boolean counts(Outage reason) {
    return switch (reason) {
      case CONNECTION, TIMEOUT, SERVER_ERROR, MALFORMED -> true;
      case SCIM_NOT_ROUTED, CIRCUIT_OPEN, NOT_LEADING -> false;
    };
  }

  private Unavailable open() {
    var left =
        Duration.ofNanos(
            Math.max(Duration.ofSeconds(1).toNanos(), closedUntil - nanoTime.getAsLong()));
    return new Unavailable(
        Outage.CIRCUIT_OPEN,
        "not asked for now, because several calls in a row failed; the last one: " + lastFailure,
        false,
        left,
        null);
  }

  private void awaitPause() throws InterruptedException {
    for (long left = leftToPause(); left > 0; left = leftToPause()) {
      if (left > patience.toNanos()) {
        throw new Throttled(
            "the server asked for a pause, and it is not over", Duration.ofNanos(left));
      }
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private long leftToPause() {
    return pausedUntil.get() - nanoTime.getAsLong();
  }

  /** How it stands now. */
  LimitState state() {
    return new LimitState(
        switch (breaker.getState()) {
          case CLOSED, DISABLED, METRICS_ONLY -> LimitState.Breaker.CLOSED;
          case HALF_OPEN -> LimitState.Breaker.HALF_OPEN;
          case OPEN, FORCED_OPEN -> LimitState.Breaker.OPEN;
        },
        bucket.getAvailableTokens(),
        concurrency.availablePermits(),
        Duration.ofNanos(Math.max(0, leftToPause())));
  }

  /** The server asked for it: nothing is sent for so long. Never shortens an earlier pause. */
  void pause(Duration asked) {
    var pause = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    long until = nanoTime.getAsLong() + pause.toNanos();
    pausedUntil.accumulateAndGet(until, (now, then) -> then - now > 0 ? then : now);
  }

  private static Unavailable interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new Unavailable(Outage.TIMEOUT, "stopped while waiting for a turn", false, null, cause);
  }
}
