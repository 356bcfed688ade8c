package com.wandb.iam.wandb.write;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One write at a time for each account: its roles in all teams are sent as one list, and whoever
 * reads, changes and sends that list must not cross with somebody who takes it out of a team.
 */
final class UserLocks {
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** Runs while nobody else writes to any of these accounts. */
  void holding(Collection<String> userIds, Runnable write) {
    holding(
        userIds,
        () -> {
          write.run();
          return userIds;
        });
  }

  /** The same, with an answer. */
  <T> T holding(Collection<String> userIds, Supplier<T> write) {
    // In one order for everybody, so that two groups never wait for each other.
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
