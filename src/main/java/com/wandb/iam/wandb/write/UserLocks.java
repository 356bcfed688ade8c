package com.wandb.iam.wandb.write;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Locks of accounts. A write sends an account's roles in all teams as one list. Therefore the
 * account must not be removed from a team between the read and the write of the list.
 */
final class UserLocks {
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** Runs the write while it holds the locks of these accounts. */
  void holding(Collection<String> userIds, Runnable write) {
    holding(
        userIds,
        () -> {
          write.run();
          return userIds;
        });
  }

  /** Runs the write while it holds the locks of these accounts, and returns its result. */
  <T> T holding(Collection<String> userIds, Supplier<T> write) {
    // Sorted, because locks in different orders could cause a deadlock.
    var held =
        userIds.stream()
            .distinct()
            .sorted()
            .map(id -> locks.computeIfAbsent(id, absent -> new ReentrantLock()))
            .toList();
    held.forEach(ReentrantLock::lock);
    try {
      return write.get();
    } finally {
      held.forEach(ReentrantLock::unlock);
    }
  }
}
