package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import java.util.Optional;

/**
 * A status in the making: begins as the one before, so that ids and names are never lost to an
 * error, and is changed by a pass.
 */
public interface StatusBuilder<T extends ResourceStatus> {
  /** The server that the resource hangs on, where it is known already. */
  default Optional<String> server() {
    return Optional.empty();
  }

  /** The status with this report. */
  T status(CommonStatus report);

  /** What of a status the resource's own passes write; the rest is kept by somebody else. */
  default T own(T status) {
    return status;
  }
}
