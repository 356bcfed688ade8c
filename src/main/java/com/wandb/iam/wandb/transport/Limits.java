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
 * Limits for requests to one server: rate, concurrency, and a circuit breaker that stops requests
 * after several successive failures. All calls to the server share one instance. Thread-safe.
 */
public final class Limits {
  /** Time without requests after the circuit breaker opened. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /**
   * Maximum pause. A server that requests a longer pause is called again after this time, because
   * its value may be an error.
   */
  static final Duration MAX_PAUSE = Duration.ofHours(1);

  /**
   * Maximum time that a call waits for a free slot, and for the rate. An intent to create an object
   * ends after a limited time, so its request must not be sent later.
   */
  private static final Duration MAX_TURN = Duration.ofSeconds(30);

  private static final int WINDOW = 10;
  private static final int MIN_CALLS = 5;
  private static final Duration NEVER_TOO_SLOW = Duration.ofDays(1);

  private final Bucket bucket;
  private final Semaphore concurrency;
  private final CircuitBreaker breaker;
  private final Duration maxWait;
  private final Duration maxTurn;
  private final LongSupplier nanoTime;
  private final AtomicLong pausedUntil;
  private volatile long openUntil;
  private volatile String lastFailure = "";

  /**
   * @param maxWait maximum pause that a call waits for. If the pause is longer, the call fails
   *     immediately.
   * @param nanoTime monotonic clock, because a correction of the wall clock must not prolong a
   *     pause
   */
  public Limits(int requestsPerSecond, int concurrency, Duration maxWait, LongSupplier nanoTime) {
    this(requestsPerSecond, concurrency, maxWait, MAX_TURN, nanoTime);
  }

  /**
   * @param maxTurn maximum time that a call waits for a free slot, and then for the rate
   */
  Limits(
      int requestsPerSecond,
      int concurrency,
      Duration maxWait,
      Duration maxTurn,
      LongSupplier nanoTime) {
    this.maxWait = maxWait;
    this.maxTurn = maxTurn;
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
    var circuitBreaker =
        CircuitBreaker.of(
            "server",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(MIN_CALLS)
                .failureRateThreshold(50)
                .slowCallDurationThreshold(NEVER_TOO_SLOW)
                .waitDurationInOpenState(PAUSE)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordException(Unavailable.class::isInstance)
                .clock(monotonic.withZone(ZoneOffset.UTC))
                .build());
    circuitBreaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == State.OPEN) {
                openUntil = nanoTime.getAsLong() + PAUSE.toNanos();
              }
            });
    return circuitBreaker;
  }

  /**
   * Sends a request as soon as the limits permit. Waiting is interruptible. The circuit breaker is
   * checked last, because calls that queued before it opened must not be sent one after the other.
   *
   * @throws Unavailable with reason CIRCUIT_OPEN if the circuit breaker is open; nothing was sent
   * @throws Throttled if the server requested a longer pause than a call waits for, or if the
   *     limits permit no request for too long; nothing was sent
   */
  <T> T within(Supplier<T> send) {
    try {
      if (!concurrency.tryAcquire(maxTurn.toMillis(), TimeUnit.MILLISECONDS)) {
        throw noTurn();
      }
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
    try {
      awaitPause();
      if (!breaker.tryAcquirePermission()) {
        throw circuitOpen();
      }
      return permitted(send);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } finally {
      concurrency.release();
    }
  }

  private <T> T permitted(Supplier<T> send) throws InterruptedException {
    boolean recorded = false;
    try {
      if (!bucket.asBlocking().tryConsume(1, maxTurn)) {
        throw noTurn();
      }
      long start = System.nanoTime();
      try {
        var answer = send.get();
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        recorded = true;
        return answer;
      } catch (WandbException error) {
        record(error, System.nanoTime() - start);
        recorded = true;
        throw error;
      }
    } finally {
      if (!recorded) {
        breaker.releasePermission();
      }
    }
  }

  /**
   * Records the failure for the circuit breaker. A refusal counts as success, because the server
   * answered.
   */
  private void record(WandbException error, long duration) {
    if (error instanceof Unavailable outage && opensBreaker(outage.reason())) {
      lastFailure = String.valueOf(outage.getMessage());
      breaker.onError(duration, TimeUnit.NANOSECONDS, error);
    } else {
      breaker.onSuccess(duration, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Returns whether the outage counts for the circuit breaker. An unrouted path does not, because
   * it is a configuration error and GraphQL may work.
   */
  private static boolean opensBreaker(Outage reason) {
    return switch (reason) {
      case CONNECTION, TIMEOUT, SERVER_ERROR, MALFORMED -> true;
      case SCIM_NOT_ROUTED, CIRCUIT_OPEN, NOT_LEADING -> false;
    };
  }

  private Throttled noTurn() {
    return new Throttled(
        "the request was not sent, because it waited longer than "
            + maxTurn.toSeconds()
            + " s for its turn; if this repeats, raise spec.limits of the WandbServer",
        null);
  }

  private Unavailable circuitOpen() {
    var remaining =
        Duration.ofNanos(
            Math.max(Duration.ofSeconds(1).toNanos(), openUntil - nanoTime.getAsLong()));
    return new Unavailable(
        Outage.CIRCUIT_OPEN,
        "the request was not sent, because several successive calls failed; the last error: "
            + lastFailure,
        false,
        remaining,
        null);
  }

  private void awaitPause() throws InterruptedException {
    for (long remaining = remainingPause(); remaining > 0; remaining = remainingPause()) {
      if (remaining > maxWait.toNanos()) {
        throw new Throttled(
            "the server requested a pause that has not ended", Duration.ofNanos(remaining));
      }
      LockSupport.parkNanos(remaining);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private long remainingPause() {
    return pausedUntil.get() - nanoTime.getAsLong();
  }

  /** Returns the current state. */
  LimitState state() {
    return new LimitState(
        switch (breaker.getState()) {
          case CLOSED, DISABLED, METRICS_ONLY -> LimitState.Breaker.CLOSED;
          case HALF_OPEN -> LimitState.Breaker.HALF_OPEN;
          case OPEN, FORCED_OPEN -> LimitState.Breaker.OPEN;
        },
        bucket.getAvailableTokens(),
        concurrency.availablePermits(),
        Duration.ofNanos(Math.max(0, remainingPause())));
  }

  /** Sends nothing for the time that the server requested. Never shortens an earlier pause. */
  void pause(Duration requested) {
    var pause = requested.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : requested;
    long until = nanoTime.getAsLong() + pause.toNanos();
    pausedUntil.accumulateAndGet(until, (now, then) -> then - now > 0 ? then : now);
  }

  private static Unavailable interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new Unavailable(
        Outage.TIMEOUT,
        "the operator was interrupted while it waited for the request limits",
        false,
        null,
        cause);
  }
}
