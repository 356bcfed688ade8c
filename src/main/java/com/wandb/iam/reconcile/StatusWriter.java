package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;

/**
 * Writes a status where it differs from the one before. The written object is put into the
 * controller's cache, so that the next pass does not begin from an older one.
 */
final class StatusWriter {

  /** The resource with the status, as the API server has it. */
  <R extends IamResource<?, T>, T extends ResourceStatus> R write(
      R resource, T status, Context<R> context) {
    if (status.equals(resource.getStatus())) {
      return resource;
    }
    var fresh = bare(resource);
    fresh.setStatus(status);
    return PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(resource, fresh, context);
  }

  /** Name and nothing else: whatever is sent becomes the operator's own field. */
  @SuppressWarnings("unchecked")
  private static <R extends IamResource<?, ?>> R bare(R resource) {
    try {
      var fresh = (R) resource.getClass().getDeclaredConstructor().newInstance();
      fresh.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(resource.getMetadata().getNamespace())
              .withName(resource.getMetadata().getName())
              .build());
      return fresh;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("every kind has a public constructor", impossible);
    }
  }
}
