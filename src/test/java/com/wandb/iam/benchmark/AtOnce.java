package com.wandb.iam.benchmark;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Many things begun at the same time. */
final class AtOnce {
  private AtOnce() {}

  /**
   * How long it took until all of them were done.
   *
   * @throws IllegalStateException where one of them failed
   */
  static double seconds(List<Runnable> work) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      for (var done : executor.invokeAll(work.stream().map(Executors::callable).toList())) {
        done.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException("not all was done", failure);
    }
  }
}
