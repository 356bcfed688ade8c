package com.wandb.iam.benchmark;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Runs tasks at the same time. */
final class AtOnce {
  private AtOnce() {}

  /**
   * Returns the time until all tasks are done.
   *
   * @throws IllegalStateException if a task fails
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
