package com.wandb.iam.crd.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every kind's status has. */
public interface ResourceStatus {

  /** The generation that was looked at last; -1 (the schema's default) before the first look. */
  @Nullable Long observedGeneration();

  List<Condition> conditions();

  /**
   * Orders given by annotation that were carried out: the annotation's name without its prefix, and
   * the value that was handled.
   */
  Map<String, String> handled();
}
