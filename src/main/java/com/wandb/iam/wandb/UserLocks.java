package com.wandb.iam.wandb;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One write at a time for each account: its roles in all teams are sent as one list, and whoever
 * reads, changes and sends that list must not cross with somebody who takes it out of a team.
 */
final class UserLocks {
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** Runs while nobody else writes to any of these accounts. */
  void holding(Collection<String> userIds, Runnable write) {
    // In one order for everybody, so that two groups never wait for each other.
    holding(
        userIds.stream()
            .distinct()
            .sorted()
            .map(id -> locks.computeIfAbsent(id, absent -> new ReentrantLock()))
            .toList(),
        write);
  }

  private static void holding(List<ReentrantLock> locks, Runnable write) {
    locks.forEach(ReentrantLock::lock);
    try {
      write.run();
    } finally {
      locks.forEach(ReentrantLock::unlock);
    }
  }
}
