package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResourceLocksTest {
  private final ResourceLocks turns = new ResourceLocks();

  @Test
  void tasks_of_one_resource_exclude_each_other() throws InterruptedException {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var passes = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int pass = 0; pass < 200; pass++) {
        threads.submit(
            () ->
                turns.acquire(
                    "one",
                    () -> {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      Thread.yield();
                      inside.decrementAndGet();
                      return passes.incrementAndGet();
                    }));
      }
    }
    assertThat(passes).hasValue(200);
    assertThat(most).hasValue(1);
  }

  @Test
  void others_do_not_wait() throws ExecutionException, InterruptedException {
    var other = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(() -> turns.acquire("one", () -> awaited(other)));
      assertThat(turns.<String>acquire("another", () -> "done")).isEqualTo("done");
      other.countDown();
      assertThat(waiting.get()).isTrue();
    }
  }

  @Test
  void failed_task_releases_the_lock() {
    assertThatThrownBy(
            () ->
                turns.acquire(
                    "one",
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(turns.<String>acquire("one", () -> "done")).isEqualTo("done");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
