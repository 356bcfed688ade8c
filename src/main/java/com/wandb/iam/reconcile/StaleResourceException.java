package com.wandb.iam.reconcile;

/**
 * Ends a reconciliation whose resource was deleted, or was written by another process of the
 * operator since it was read. Decisions would be based on outdated data. Never leaves {@link
 * ReconcileRunner}.
 */
public final class StaleResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean gone;

  private StaleResourceException(String message, boolean gone) {
    super(message, null, false, false);
    this.gone = gone;
  }

  public static StaleResourceException byDeletion() {
    return new StaleResourceException("The resource was deleted during its reconciliation.", true);
  }

  static StaleResourceException byAnother() {
    return new StaleResourceException(
        "Another process wrote its status during its reconciliation.", false);
  }

  /** Returns whether the resource was deleted. */
  boolean isGone() {
    return gone;
  }
}
