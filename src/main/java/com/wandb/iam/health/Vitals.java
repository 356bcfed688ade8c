package com.wandb.iam.health;

/** The state of a process that watches the Kubernetes API. */
public interface Vitals {
  /** Returns whether the caches were filled once. */
  boolean started();

  /** Returns whether each watch is running or reconnecting. A watch that stopped never resumes. */
  boolean watching();

  /**
   * Returns whether each watch is connected. Watches disconnect for a while when the API server is
   * down.
   */
  boolean connected();
}
