package com.wandb.iam.reconcile;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Serializes reconciliations of the same resource. The framework forgets a running reconciliation
 * when its resource is deleted. It may then start another one for a new resource with the same
 * name. Thread-safe.
 */
public final class ResourceLocks {
  private static final class Entry {
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
  }

  private final Map<Object, Entry> entries = new ConcurrentHashMap<>();

  /** Runs the work while it holds the lock of the key. */
  <V> V acquire(Object what, Supplier<V> work) {
    var entry = entries.compute(what, (key, known) -> used(known == null ? new Entry() : known));
    entry.lock.lock();
    try {
      return work.get();
    } finally {
      entry.lock.unlock();
      entries.computeIfPresent(what, (key, known) -> --known.users == 0 ? null : known);
    }
  }

  private static Entry used(Entry entry) {
    entry.users++;
    return entry;
  }
}
