package com.wandb.iam.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DebounceTimerTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void hurry_before_a_rest_ends_it_at_once() throws InterruptedException {
    var pace = new DebounceTimer(Duration.ZERO);
    pace.hurry();
    pace.await(LONG, () -> {});
  }

  @Test
  void rest_ends_after_its_time() throws InterruptedException {
    new DebounceTimer(Duration.ZERO).await(Duration.ofMillis(1), () -> {});
  }

  @Test
  void notes_are_reported_together_during_the_rest() throws Exception {
    var pace = new DebounceTimer(Duration.ofMillis(50));
    var told = new AtomicInteger();
    var first = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        pace.note();
      }
      var rest =
          executor.submit(
              () -> {
                pace.await(
                    LONG,
                    () -> {
                      told.incrementAndGet();
                      first.countDown();
                    });
                return true;
              });
      first.await();
      pace.hurry();
      assertThat(rest.get()).isTrue();
    }
    assertThat(told).hasValue(1);
  }

  @Test
  void note_overtaken_by_a_hurry_is_reported_in_the_next_rest() throws InterruptedException {
    var pace = new DebounceTimer(Duration.ofMillis(1));
    var told = new AtomicInteger();
    pace.note();
    pace.hurry();
    pace.await(LONG, told::incrementAndGet);
    assertThat(told).hasValue(0);
    pace.await(Duration.ofMillis(20), told::incrementAndGet);
    assertThat(told).hasValue(1);
  }
}
