package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/**
 * Filter of the updates that enqueue a resource: changes of the spec, deletion, finalizers and
 * annotations, because actions are requested by annotation. Status updates are ignored, because the
 * operator writes them.
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
