package com.wandb.iam.reconcile;

/** How a reconciliation ended. */
public enum ReconcileOutcome {
  /** The server matches the spec. */
  READY,
  /** The server does not match the spec; the condition Ready gives the reason. */
  NOT_READY,
  /** The result has no conditions, so the status stays unchanged. */
  UNTOUCHED,
  /** Another process changed the resource in the meantime. */
  OVERTAKEN,
  /** The finalizer was removed. */
  GONE,
  /** The operator itself failed or was stopped. */
  FAILED
}
