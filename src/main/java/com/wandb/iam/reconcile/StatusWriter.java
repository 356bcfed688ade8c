package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.kube.LenientSerialization;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes a status where it differs from the one before. The written object is put into the
 * controller's cache, so that the next pass does not begin from an older one.
 */
final class StatusWriter {

  /**
   * Writes a status where it differs.
   *
   * @param own the part that is sent: with server-side apply, what is sent is taken over
   * @return the resource with the status, as the API server has it
   */
  <R extends IamResource<?, T>, T extends ResourceStatus> R write(
      R resource, T status, UnaryOperator<T> own, Context<R> context) {
    if (status.equals(resource.getStatus())) {
      return resource;
    }
    if (LenientSerialization.misreadFields(resource).isPresent()) {
      return merge(resource, own.apply(status), context);
    }
    var fresh = bare(resource);
    fresh.setStatus(own.apply(status));
    return PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(resource, fresh, context);
  }

  /** Server-side apply refuses any write to an object that is stored with a wrong type in it. */
  private static <R extends IamResource<?, T>, T extends ResourceStatus> R merge(
      R resource, T status, Context<R> context) {
    return context
        .getClient()
        .resource(resource)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            context.getClient().getKubernetesSerialization().asJson(Map.of("status", status)));
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
