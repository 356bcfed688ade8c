package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.kube.LenientSerialization;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Writes a status if it changed. Puts the written object into the controller's cache, so that the
 * next reconciliation does not start from an older one.
 */
final class StatusWriter {

  /**
   * Writes a status if it differs from the stored one.
   *
   * @param own returns the part to send, because server-side apply makes the operator own every
   *     sent field
   * @return the resource after the write
   * @throws StaleResourceException if the resource was deleted, or if another process wrote its
   *     status
   */
  <R extends IamResource<?, T>, T extends ResourceStatus> R write(
      R resource, T status, UnaryOperator<T> own, Context<R> context) {
    if (status.equals(resource.getStatus())) {
      return resource;
    }
    var wanted = own.apply(status);
    return new SoleWriter<R, T>(context.getClient(), own)
        .write(
            resource,
            known -> send(known, wanted, context),
            now ->
                Optional.ofNullable(now.getStatus()).map(own).filter(wanted::equals).isPresent());
  }

  private static <R extends IamResource<?, T>, T extends ResourceStatus> R send(
      R resource, T status, Context<R> context) {
    if (LenientSerialization.misreadFields(resource).isPresent()) {
      return merge(resource, status, context);
    }
    var written = apply(resource, status, context);
    context
        .eventSourceRetriever()
        .getControllerEventSource()
        .handleRecentResourceUpdate(ResourceID.fromResource(resource), written, resource);
    return written;
  }

  private static <R extends IamResource<?, T>, T extends ResourceStatus> R apply(
      R resource, T status, Context<R> context) {
    var fresh = bare(resource);
    fresh.setStatus(status);
    return context
        .getClient()
        .resource(fresh)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(context.getControllerConfiguration().fieldManager())
                .withForce(true)
                .build());
  }

  /**
   * Merges the status, because server-side apply rejects an object that is stored with a wrong
   * type.
   */
  private static <R extends IamResource<?, T>, T extends ResourceStatus> R merge(
      R resource, T status, Context<R> context) {
    return context
        .getClient()
        .resource(resource)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            context
                .getClient()
                .getKubernetesSerialization()
                .asJson(
                    Map.of(
                        "metadata",
                        Map.of("resourceVersion", resource.getMetadata().getResourceVersion()),
                        "status",
                        status)));
  }

  /**
   * Returns the resource with only its name and version, because every sent field becomes the
   * operator's.
   */
  @SuppressWarnings("unchecked")
  private static <R extends IamResource<?, ?>> R bare(R resource) {
    try {
      var fresh = (R) resource.getClass().getDeclaredConstructor().newInstance();
      fresh.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(resource.getMetadata().getNamespace())
              .withName(resource.getMetadata().getName())
              .withResourceVersion(resource.getMetadata().getResourceVersion())
              .build());
      return fresh;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("every kind has a public constructor", impossible);
    }
  }
}
