package com.wandb.iam.reconcile;

/**
 * Ends a pass whose resource has gone, or has been written by another process of the operator since
 * it was read: whatever the pass would say or do now rests on what is not so any more. Never leaves
 * {@link Passes}.
 */
final class Overtaken extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean gone;

  private Overtaken(String message, boolean gone) {
    super(message, null, false, false);
    this.gone = gone;
  }

  static Overtaken byDeletion() {
    return new Overtaken("went while a pass was over it; what there is now is another", true);
  }

  static Overtaken byAnother() {
    return new Overtaken("somebody else wrote its status while a pass was over it", false);
  }

  /** Whether there is nothing any more to come back to. */
  boolean isGone() {
    return gone;
  }
}
