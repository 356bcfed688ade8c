package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ManagedSpec;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import java.time.Duration;
import java.util.Optional;

/** What a person's own hand on a resource means: it rests, or it is to be looked at now. */
public final class Suspension {
  private static final Duration NOT_BY_ITSELF = Duration.ofHours(1);

  private Suspension() {}

  /** The end of the pass over a resource that rests. */
  public static Optional<ReconcileResult> of(ManagedSpec spec) {
    return spec.suspend()
        ? Optional.of(
            ReconcileResult.waiting(
                Reason.Suspended,
                "spec.suspend: nothing is read or written for this resource",
                NOT_BY_ITSELF))
        : Optional.empty();
  }

  /** The end of the pass over a resource whose server rests. */
  public static Optional<ReconcileResult> of(WandbServer server) {
    return server.getSpec().suspend()
        ? Optional.of(
            ReconcileResult.waiting(
                Reason.Suspended,
                "the WandbServer has spec.suspend: nothing below it is read or written",
                NOT_BY_ITSELF))
        : Optional.empty();
  }
}
