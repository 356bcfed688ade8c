package com.wandb.iam.wandb.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Throttled;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Limits for requests to a server. Uses a test clock, except while waiting for a rate-limit token.
 */
@Timeout(60)
@Isolated("it measures time")
class LimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
  private final Limits limits = new Limits(1_000, 8, PATIENCE, now::get);
  private final AtomicInteger sent = new AtomicInteger();

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private String works() {
    return limits.within(
        () -> {
          sent.incrementAndGet();
          return "ok";
        });
  }

  private WandbException fails(Supplier<WandbException> with) {
    return catchThrowableOfType(
        WandbException.class,
        () ->
            limits.within(
                () -> {
                  sent.incrementAndGet();
                  throw with.get();
                }));
  }

  private static Unavailable silence(Outage reason) {
    return new Unavailable(reason, "the reason of it", false, null, null);
  }

  private void open() {
    for (int i = 0; i < 10; i++) {
      fails(() -> silence(Outage.TIMEOUT));
    }
    sent.set(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECTION", "TIMEOUT", "SERVER_ERROR", "MALFORMED"})
  void silent_server_opens_the_circuit_breaker(Outage silence) {
    for (int i = 0; i < 5; i++) {
      assertThat(fails(() -> silence(silence))).hasMessage("the reason of it");
    }
    assertThat(sent).hasValue(5);
    assertThatThrownBy(this::works)
        .isInstanceOfSatisfying(
            Unavailable.class,
            open -> {
              assertThat(open.reason()).isEqualTo(Outage.CIRCUIT_OPEN);
              assertThat(open.outcomeUnknown()).isFalse();
              assertThat(open.retryAfter()).contains(Limits.PAUSE);
              assertThat(open).hasMessageContaining("the reason of it");
            });
    assertThat(sent).hasValue(5);
  }

  @Test
  void open_circuit_returns_the_remaining_pause() {
    open();
    pass(Duration.ofSeconds(3));
    assertThat(fails(() -> silence(Outage.TIMEOUT)).retryAfter())
        .contains(Limits.PAUSE.minusSeconds(3));
  }

  @Test
  void refusals_do_not_open_the_circuit_breaker() {
    var answers =
        List.<Supplier<WandbException>>of(
            () -> new WandbException.NotFound(""),
            () -> new WandbException.Conflict("", true),
            () -> new Refused(Refusal.UNAUTHENTICATED, ""),
            () -> new WandbException.Invalid(""),
            () -> new Throttled("", null),
            () -> silence(Outage.SCIM_NOT_ROUTED));
    for (int i = 0; i < 60; i++) {
      fails(answers.get(i % answers.size()));
    }
    assertThat(works()).isEqualTo("ok");
    assertThat(sent).hasValue(61);
  }

  @Test
  void successful_call_after_the_pause_closes_the_circuit() throws Exception {
    open();
    pass(Limits.PAUSE.plusMillis(1));
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var probe =
        CompletableFuture.supplyAsync(
            () ->
                limits.within(
                    () -> {
                      asked.countDown();
                      await(answer);
                      return "back";
                    }));
    asked.await();
    assertThat(fails(() -> silence(Outage.TIMEOUT)))
        .isInstanceOfSatisfying(
            Unavailable.class, open -> assertThat(open.reason()).isEqualTo(Outage.CIRCUIT_OPEN));
    assertThat(sent).hasValue(0);
    answer.countDown();
    assertThat(probe.get()).isEqualTo("back");
    assertThat(works()).isEqualTo("ok");
  }

  @Test
  void failed_call_after_the_pause_reopens_the_circuit() {
    open();
    pass(Limits.PAUSE.plusMillis(1));
    assertThat(fails(() -> silence(Outage.TIMEOUT))).hasMessage("the reason of it");
    assertThatThrownBy(this::works)
        .hasMessageContaining("not sent, because several successive calls failed");
    pass(Limits.PAUSE.plusMillis(1));
    assertThat(works()).isEqualTo("ok");
  }

  @Test
  void unexpected_exception_does_not_block_later_calls() {
    open();
    pass(Limits.PAUSE.plusMillis(1));
    assertThatThrownBy(
            () ->
                limits.within(
                    () -> {
                      throw new IllegalStateException("a bug");
                    }))
        .hasMessage("a bug");
    assertThat(works()).isEqualTo("ok");
  }

  @Test
  void calls_queued_before_the_circuit_opened_are_not_sent() throws Exception {
    var narrow = new Limits(1_000, 1, PATIENCE, now::get);
    var calls = new ArrayList<CompletableFuture<WandbException>>();
    for (int i = 0; i < 30; i++) {
      var call = new CompletableFuture<WandbException>();
      calls.add(call);
      Thread.ofVirtual()
          .start(
              () ->
                  call.complete(
                      catchThrowableOfType(
                          WandbException.class,
                          () ->
                              narrow.within(
                                  () -> {
                                    sent.incrementAndGet();
                                    throw silence(Outage.TIMEOUT);
                                  }))));
    }
    for (var call : calls) {
      assertThat(call.get()).isInstanceOf(Unavailable.class);
    }
    assertThat(sent).hasValue(5);
  }

  @Test
  void requested_long_pause_fails_calls_unsent_until_its_end() {
    limits.pause(Duration.ofSeconds(30));
    assertThatThrownBy(this::works)
        .isInstanceOfSatisfying(
            Throttled.class,
            throttled -> assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(30)));
    limits.pause(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(20));
    assertThatThrownBy(this::works).isInstanceOf(Throttled.class);
    assertThat(sent).hasValue(0);
    pass(Duration.ofSeconds(10));
    assertThat(works()).isEqualTo("ok");
  }

  @Test
  void excessive_pause_is_shortened() {
    limits.pause(Duration.ofDays(365));
    pass(Limits.MAX_PAUSE);
    assertThat(works()).isEqualTo("ok");
  }

  @Test
  void a_short_pause_is_waited_for() {
    var real = new Limits(1_000, 8, PATIENCE, System::nanoTime);
    real.pause(Duration.ofMillis(150));
    long start = System.nanoTime();
    assertThat(real.<String>within(() -> "ok")).isEqualTo("ok");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(140));
  }

  @Test
  void concurrent_calls_are_limited() throws Exception {
    var three = new Limits(1_000, 3, PATIENCE, System::nanoTime);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var full = new CountDownLatch(3);
    var calls = new ArrayList<Thread>();
    for (int i = 0; i < 30; i++) {
      calls.add(
          Thread.ofVirtual()
              .start(
                  () ->
                      three.within(
                          () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            full.countDown();
                            await(full);
                            Thread.yield();
                            return running.decrementAndGet();
                          })));
    }
    for (var call : calls) {
      call.join();
    }
    assertThat(most).hasValue(3);
  }

  @Test
  void call_without_a_turn_fails_unsent() throws Exception {
    var busy = new Limits(1_000, 1, PATIENCE, Duration.ofMillis(1), System::nanoTime);
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          executor.submit(
              () ->
                  busy.within(
                      () -> {
                        begun.countDown();
                        await(end);
                        return "sent";
                      }));
      await(begun);
      assertThatThrownBy(() -> busy.within(() -> "never"))
          .isInstanceOf(Throttled.class)
          .hasMessageContaining("spec.limits");
      end.countDown();
      assertThat(first.get()).isEqualTo("sent");
    }
    var slow = new Limits(1, 8, PATIENCE, Duration.ofMillis(1), System::nanoTime);
    slow.within(() -> "first");
    assertThatThrownBy(() -> slow.within(() -> "never")).isInstanceOf(Throttled.class);
  }

  @Test
  void calls_per_second_are_limited() {
    var slow = new Limits(20, 8, PATIENCE, System::nanoTime);
    long start = System.nanoTime();
    for (int i = 0; i < 30; i++) {
      slow.within(() -> "ok");
    }
    // Half a second, because 20 requests are sent at once and ten more at 50 ms each.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(450));
  }

  @Test
  void interrupted_wait_releases_its_slot() throws Exception {
    var one = new Limits(1_000, 1, PATIENCE, System::nanoTime);
    var taken = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var holder =
        Thread.ofVirtual()
            .start(
                () ->
                    one.within(
                        () -> {
                          taken.countDown();
                          await(release);
                          return "held";
                        }));
    taken.await();
    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              Thread.currentThread().interrupt();
              var error = catchThrowableOfType(Unavailable.class, () -> one.within(() -> "never"));
              return Thread.interrupted() ? error : null;
            });
    assertThat(waiting.get())
        .satisfies(
            error -> {
              assertThat(error.reason()).isEqualTo(Outage.TIMEOUT);
              assertThat(error.outcomeUnknown()).isFalse();
            });
    release.countDown();
    holder.join();
    assertThat(one.<String>within(() -> "next")).isEqualTo("next");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
