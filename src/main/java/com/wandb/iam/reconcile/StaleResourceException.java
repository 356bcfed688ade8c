package com.wandb.iam.reconcile;

/**
 * Ends a pass whose resource has gone, or has been written by another process of the operator since
 * it was read: whatever the pass would say or do now rests on what is not so any more. Never leaves
 * {@link Passes}.
 */
public final class StaleResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean gone;

  private StaleResourceException(String message, boolean gone) {
    super(message, null, false, false);
    this.gone = gone;
  }

  public static StaleResourceException byDeletion() {
    return new StaleResourceException(
        "went while a pass was over it; what there is now is another", true);
  }

  static StaleResourceException byAnother() {
    return new StaleResourceException(
        "somebody else wrote its status while a pass was over it", false);
  }

  /** Whether there is nothing any more to come back to. */
  boolean isGone() {
    return gone;
  }
}
