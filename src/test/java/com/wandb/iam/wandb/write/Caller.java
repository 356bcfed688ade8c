package com.wandb.iam.wandb.write;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Somebody who calls from a thread of their own. */
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

  /** Returns once the caller waits for somebody else, or is done. */
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
