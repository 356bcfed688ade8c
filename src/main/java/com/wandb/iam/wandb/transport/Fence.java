package com.wandb.iam.wandb.transport;

/**
 * Check right before each request whether this process may still send. A process that was paused
 * for longer than its lease must not continue, because another replica may have acquired the lease.
 */
@FunctionalInterface
public interface Fence {
  /** Fence of a process without leader election: always open. */
  Fence OPEN = () -> true;

  /** Returns whether this process may send. Must not block. */
  boolean isOpen();
}
