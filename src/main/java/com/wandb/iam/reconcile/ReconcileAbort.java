package com.wandb.iam.reconcile;

import com.wandb.iam.access.Violation;
import com.wandb.iam.crd.v1alpha1.Reason;
import java.util.Optional;

/**
 * Ends a pass early with a conclusion, so that a reconciler reads from top to bottom as what
 * happens when all goes well. Never leaves {@link Passes}.
 */
public final class ReconcileAbort extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ReconcileResult conclusion;

  public ReconcileAbort(ReconcileResult conclusion) {
    super(null, null, false, false);
    this.conclusion = conclusion;
  }

  public ReconcileResult conclusion() {
    return conclusion;
  }

  /** Ends the pass where there is a conclusion already. */
  public static void at(Optional<ReconcileResult> conclusion) {
    conclusion.ifPresent(
        present -> {
          throw new ReconcileAbort(present);
        });
  }

  /** Ends the pass where a rule is broken: the resource is rejected. */
  public static void atViolation(Optional<Violation> violation) {
    violation.ifPresent(
        present -> {
          throw new ReconcileAbort(ReconcileResult.rejected(Reason.NotAllowed, present.message()));
        });
  }
}
