package com.wandb.iam.crd.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The common fields of all statuses. */
public interface ResourceStatus {

  /**
   * Returns the generation that was reconciled last; -1 (the schema's default) before the first
   * reconciliation.
   */
  @Nullable Long observedGeneration();

  List<Condition> conditions();

  /** Returns the executed action annotations: the name without its prefix, and the value. */
  Map<String, String> handled();
}
