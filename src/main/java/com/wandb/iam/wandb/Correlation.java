package com.wandb.iam.wandb;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Trace id of the reconciliation that the current thread works for. Requests send it to the server.
 * A request that serves several reconciliations has the id of the one whose thread sends it,
 * because the others only wait for it.
 */
public final class Correlation {
  private static final ScopedValue<String> ID = ScopedValue.newInstance();

  private Correlation() {}

  /** Returns the trace id, or empty outside of a reconciliation. */
  public static Optional<String> current() {
    return ID.isBound() ? Optional.of(ID.get()) : Optional.empty();
  }

  /**
   * Runs the work with the given trace id.
   *
   * @param id visible ASCII characters without spaces
   */
  public static <V> V within(String id, Supplier<V> work) {
    return ScopedValue.where(ID, id).call(work::get);
  }

  /** Returns the work bound to the trace id of this thread, for execution on another thread. */
  public static <V> Callable<V> carried(Callable<V> work) {
    return current()
        .<Callable<V>>map(id -> () -> ScopedValue.where(ID, id).call(work::call))
        .orElse(work);
  }
}
