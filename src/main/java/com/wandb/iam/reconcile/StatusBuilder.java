package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import java.util.Optional;

/**
 * Builder of a status. It starts with the stored status, so that an error never loses ids and
 * names.
 */
public interface StatusBuilder<T extends ResourceStatus> {
  /** Returns the name of the resource's WandbServer, if it is known. */
  default Optional<String> server() {
    return Optional.empty();
  }

  /** Returns the status with these common fields. */
  T status(CommonStatus report);

  /** Returns the part of a status that reconciliations of this resource write. */
  default T own(T status) {
    return status;
  }
}
