package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;

/**
 * The id of a resource's object on the server, kept in an annotation as well as in status, for a
 * backup restores annotations and not status. It is applied under a field manager of its own: under
 * the framework's it would take turns with the finalizer.
 */
public final class IdAnnotation {
  /** {@code <organization id>/<id>}. */
  public static final String NAME = "iam.wandb.com/id";

  private static final String FIELD_MANAGER = "wandb-iam-ids";

  private final KubernetesClient client;

  public IdAnnotation(KubernetesClient client) {
    this.client = client;
  }

  /** The id that the annotation holds for that organization. */
  public static Optional<String> read(HasMetadata resource, String organizationId) {
    var annotations = resource.getMetadata().getAnnotations();
    var value = annotations == null ? null : annotations.get(NAME);
    return value != null && value.startsWith(organizationId + "/")
        ? Optional.of(value.substring(organizationId.length() + 1))
        : Optional.empty();
  }

  /** Writes the annotation where it does not say this already. */
  public void write(HasMetadata resource, String organizationId, String id) {
    if (read(resource, organizationId).filter(id::equals).isPresent()) {
      return;
    }
    client
        .resource(fresh(resource, organizationId + "/" + id))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  private static GenericKubernetesResource fresh(HasMetadata resource, String value) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(resource.getApiVersion())
        .withKind(resource.getKind())
        .withNewMetadata()
        .withNamespace(resource.getMetadata().getNamespace())
        .withName(resource.getMetadata().getName())
        .withUid(resource.getMetadata().getUid())
        .addToAnnotations(NAME, value)
        .endMetadata()
        .build();
  }
}
