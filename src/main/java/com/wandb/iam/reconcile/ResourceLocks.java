package com.wandb.iam.reconcile;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One pass at a time over each resource. The framework sees to that only as long as a resource
 * lives: it forgets that a pass is going on when the resource is deleted, and begins another when
 * one is made anew under the same name. Thread-safe.
 */
public final class ResourceLocks {
  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock();
    private int takers;
  }

  private final Map<Object, Turn> turns = new ConcurrentHashMap<>();

  /** Does the work when nobody else is at what it is about. */
  <V> V acquire(Object what, Supplier<V> work) {
    var turn = turns.compute(what, (key, known) -> taken(known == null ? new Turn() : known));
    turn.lock.lock();
    try {
      return work.get();
    } finally {
      turn.lock.unlock();
      turns.computeIfPresent(what, (key, known) -> --known.takers == 0 ? null : known);
    }
  }

  private static Turn taken(Turn turn) {
    turn.takers++;
    return turn;
  }
}
