package com.wandb.iam.wandb;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * For which pass the current thread works, by an id that requests carry to the server. A request
 * that does what several passes asked for carries the id of the one whose thread sends it: the
 * others waited for it.
 */
public final class Correlation {
  private static final ScopedValue<String> ID = ScopedValue.newInstance();

  private Correlation() {}

  /** The id of the pass; empty outside of one. */
  public static Optional<String> current() {
    return ID.isBound() ? Optional.of(ID.get()) : Optional.empty();
  }

  /**
   * Does the work under that id.
   *
   * @param id visible ASCII without spaces
   */
  public static <V> V within(String id, Supplier<V> work) {
    return ScopedValue.where(ID, id).call(work::get);
  }

  /** The work for another thread to do under the id that holds here, if one does. */
  public static <V> Callable<V> carried(Callable<V> work) {
    return current()
        .<Callable<V>>map(id -> () -> ScopedValue.where(ID, id).call(work::call))
        .orElse(work);
  }
}
