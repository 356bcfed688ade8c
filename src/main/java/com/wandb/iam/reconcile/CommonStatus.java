package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that the status of every kind has. */
public record CommonStatus(
    @Nullable Long observedGeneration, List<Condition> conditions, Map<String, String> handled) {

  /** Returns these fields of a stored status. */
  static CommonStatus of(ResourceStatus status) {
    return new CommonStatus(status.observedGeneration(), status.conditions(), status.handled());
  }
}
