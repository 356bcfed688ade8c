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
 * Writes a status where it differs from the one before. The written object is put into the
 * controller's cache, so that the next pass does not begin from an older one.
 */
final class StatusWriter {

  /**
   * Writes a status where it differs.
   *
   * @param own the part that is sent: with server-side apply, what is sent is taken over
   * @return the resource with the status, as the API server has it
   * @throws StaleResourceException where the resource has gone, or its status was written by
   *     somebody else
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

  /** Server-side apply refuses any write to an object that is stored with a wrong type in it. */
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

  /** Name, version and nothing else: whatever else is sent becomes the operator's own field. */
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
