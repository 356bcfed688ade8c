package com.wandb.iam.wandb.write;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A call on a separate thread. */
final class Caller<T> {
  private final FutureTask<T> task;
  private final Thread thread;

  private Caller(Callable<T> call) {
    task = new FutureTask<>(call);
    thread = Thread.ofPlatform().daemon().start(task);
  }

  static <T> Caller<T> of(Callable<T> call) {
    return new Caller<>(call);
  }

  /** Returns when the caller waits for another thread, or is done. */
  Caller<T> awaitParked() {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.yield();
    }
    return this;
  }

  T result() throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException failure) {
      throw new AssertionError("the call failed", failure.getCause());
    }
  }
}
