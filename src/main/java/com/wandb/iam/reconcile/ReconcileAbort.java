package com.wandb.iam.reconcile;

import com.wandb.iam.access.Violation;
import com.wandb.iam.crd.v1alpha1.Reason;
import java.util.Optional;

/**
 * Ends a reconciliation early with a result, so that the code of a reconciler shows the normal case
 * from top to bottom. Never leaves {@link ReconcileRunner}.
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

  /** Ends the reconciliation if a result is present. */
  public static void at(Optional<ReconcileResult> conclusion) {
    conclusion.ifPresent(
        present -> {
          throw new ReconcileAbort(present);
        });
  }

  /** Ends the reconciliation with a rejection if a permission rule is violated. */
  public static void atViolation(Optional<Violation> violation) {
    violation.ifPresent(
        present -> {
          throw new ReconcileAbort(ReconcileResult.rejected(Reason.NotAllowed, present.message()));
        });
  }
}
