package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ManagedSpec;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import java.time.Duration;
import java.util.Optional;

/** Handles {@code spec.suspend}. */
public final class Suspension {
  private static final Duration SUSPENDED_RETRY = Duration.ofHours(1);

  private Suspension() {}

  /** Returns the result for a suspended resource; empty if it is not suspended. */
  public static Optional<ReconcileResult> of(ManagedSpec spec) {
    return spec.suspend()
        ? Optional.of(
            ReconcileResult.waiting(
                Reason.Suspended,
                "spec.suspend: The operator reads and writes nothing for this resource.",
                SUSPENDED_RETRY))
        : Optional.empty();
  }

  /**
   * Returns the result for a resource that refers to this server: it waits while the server is
   * suspended. Empty if the server is not suspended.
   */
  public static Optional<ReconcileResult> of(WandbServer server) {
    return server.getSpec().suspend()
        ? Optional.of(
            ReconcileResult.waiting(
                Reason.Suspended,
                "The WandbServer is suspended (spec.suspend). The operator reads and"
                    + " writes nothing for its resources.",
                SUSPENDED_RETRY))
        : Optional.empty();
  }
}
