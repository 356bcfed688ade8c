package com.wandb.iam.stores;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One store of a kind for this JVM. If its start fails, later test classes do not try again. */
final class SharedStore<T extends AutoCloseable> {
  private final Supplier<T> start;
  private @Nullable T store;
  private @Nullable RuntimeException failure;

  SharedStore(Supplier<T> start) {
    this.start = start;
  }

  synchronized T get() {
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    var running = store;
    if (running == null) {
      try {
        running = start.get();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
      var started = running;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "stop-store"));
      store = started;
    }
    return running;
  }

  private static void stop(AutoCloseable store) {
    try {
      store.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop a store", e);
    }
  }
}
