package com.wandb.iam.wandb.write;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks of the writes to one W&amp;B server: one for each team, one for the admins of registries
 * and one for each user. They belong to the name of the server and outlive every {@link
 * TeamWriter}, because a replaced writer may still apply a plan while its successor begins. The
 * lock of a team is taken before those of users. Thread-safe.
 */
public final class WriteLocks {
  private final Map<String, ReentrantLock> teams = new ConcurrentHashMap<>();
  private final ReentrantLock registryAdmins = new ReentrantLock();
  private final UserLocks users = new UserLocks();

  /** Returns the lock of one team. */
  ReentrantLock team(String id) {
    return teams.computeIfAbsent(id, absent -> new ReentrantLock());
  }

  /**
   * Returns the lock of writes that take the role Admin in a registry from a user. Two such writes
   * at once could each count the other user as the admin who stays. Taken before those of users.
   */
  ReentrantLock registryAdmins() {
    return registryAdmins;
  }

  /** Returns the locks of users. */
  UserLocks users() {
    return users;
  }
}
