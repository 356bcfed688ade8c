package com.wandb.iam.crd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Namespace of one test, on a server with our kinds. Namespaced manifests are created in it,
 * regardless of their namespace.
 */
final class ScratchNamespace implements AutoCloseable {
  private final KubernetesClient client;
  private final String name;

  private ScratchNamespace(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  static ScratchNamespace withCrds(KubernetesClient client) {
    for (var crd : CrdFiles.crds()) {
      client.resource(crd).forceConflicts().serverSideApply();
      client
          .resource(crd)
          .waitUntilCondition(
              found ->
                  found != null
                      && found.getStatus() != null
                      && found.getStatus().getConditions() != null
                      && found.getStatus().getConditions().stream()
                          .anyMatch(
                              condition ->
                                  condition.getType().equals("Established")
                                      && condition.getStatus().equals("True")),
              30,
              TimeUnit.SECONDS);
    }
    var namespace =
        new NamespaceBuilder().withNewMetadata().withGenerateName("crd-").endMetadata().build();
    return new ScratchNamespace(
        client, client.resource(namespace).create().getMetadata().getName());
  }

  GenericKubernetesResource read(String manifest) {
    var resource =
        client.getKubernetesSerialization().unmarshal(manifest, GenericKubernetesResource.class);
    if (Objects.nonNull(resource.getMetadata().getNamespace())) {
      resource.getMetadata().setNamespace(name);
    }
    return resource;
  }

  /** Creates the object of the manifest. An unknown field is an error. */
  GenericKubernetesResource create(String manifest) {
    return client.resource(read(manifest)).fieldValidation(Validation.STRICT).create();
  }

  GenericKubernetesResource replace(GenericKubernetesResource existing, String manifest) {
    var next = read(manifest);
    next.getMetadata().setResourceVersion(existing.getMetadata().getResourceVersion());
    return client.resource(next).fieldValidation(Validation.STRICT).update();
  }

  void delete(GenericKubernetesResource resource) {
    client.resource(resource).delete();
  }

  @Override
  public void close() {
    client.namespaces().withName(name).delete();
  }
}
