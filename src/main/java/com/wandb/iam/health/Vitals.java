package com.wandb.iam.health;

/** What there is to know of a process that watches a cluster. */
public interface Vitals {
  /** Whether everything was known once. */
  boolean started();

  /**
   * Whether each watch is one that goes on, or tries to: one that stopped for good never comes back
   * by itself.
   */
  boolean watching();

  /**
   * Whether each watch has its connection now. It is lost for a while whenever the API server is.
   */
  boolean connected();
}
