package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a status that is the same for every kind. */
public record CommonStatus(
    @Nullable Long observedGeneration, List<Condition> conditions, Map<String, String> handled) {

  /** What a status already says. */
  static CommonStatus of(ResourceStatus status) {
    return new CommonStatus(status.observedGeneration(), status.conditions(), status.handled());
  }
}
