package com.wandb.iam.reconcile;

import com.wandb.iam.access.Violation;
import com.wandb.iam.crd.v1alpha1.Reason;
import java.util.Optional;

/**
 * Ends a pass early with a conclusion, so that a reconciler reads from top to bottom as what
 * happens when all goes well. Never leaves {@link Passes}.
 */
final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Conclusion conclusion;

  Stop(Conclusion conclusion) {
    super(null, null, false, false);
    this.conclusion = conclusion;
  }

  Conclusion conclusion() {
    return conclusion;
  }

  /** Ends the pass where there is a conclusion already. */
  static void at(Optional<Conclusion> conclusion) {
    conclusion.ifPresent(
        present -> {
          throw new Stop(present);
        });
  }

  /** Ends the pass where a rule is broken: the resource is rejected. */
  static void atViolation(Optional<Violation> violation) {
    violation.ifPresent(
        present -> {
          throw new Stop(Conclusion.rejected(Reason.NotAllowed, present.message()));
        });
  }
}
