package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/**
 * Which updates of a resource are worth a pass: its spec, its life, and annotations, for orders are
 * given by annotation. What the operator itself writes, status above all, is not.
 */
public final class UpdateFilter<R extends HasMetadata> implements OnUpdateFilter<R> {
  @Override
  public boolean accept(R now, R before) {
    var one = now.getMetadata();
    var other = before.getMetadata();
    return !Objects.equals(one.getGeneration(), other.getGeneration())
        || !Objects.equals(one.getDeletionTimestamp(), other.getDeletionTimestamp())
        || !Objects.equals(one.getFinalizers(), other.getFinalizers())
        || !Objects.equals(one.getAnnotations(), other.getAnnotations());
  }
}
