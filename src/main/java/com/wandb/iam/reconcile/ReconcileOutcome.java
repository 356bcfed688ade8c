package com.wandb.iam.reconcile;

/** How a pass over a resource ended, in one of few words. */
public enum ReconcileOutcome {
  /** The server is as declared. */
  READY,
  /** It is not, and the condition Ready says why. */
  NOT_READY,
  /** Nothing was to be said. */
  UNTOUCHED,
  /** The resource changed meanwhile. */
  OVERTAKEN,
  /** The resource was let go. */
  GONE,
  /** The operator itself failed, or was stopped. */
  FAILED
}
