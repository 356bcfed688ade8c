package com.wandb.iam.wandb.transport;

/**
 * Says right before each request whether this process may still send: one that was paused for
 * longer than its lease lasts must not go on where it stopped, beside the replica that took over.
 */
@FunctionalInterface
public interface Fence {
  /** For a process that works alone. */
  Fence OPEN = () -> true;

  /** Must not block. */
  boolean isOpen();
}
