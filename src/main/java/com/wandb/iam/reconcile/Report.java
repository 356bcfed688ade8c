package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a status that is the same for every kind. */
record Report(
    @Nullable Long observedGeneration, List<Condition> conditions, Map<String, String> handled) {

  /** What a status already says. */
  static Report of(ResourceStatus status) {
    return new Report(status.observedGeneration(), status.conditions(), status.handled());
  }
}
