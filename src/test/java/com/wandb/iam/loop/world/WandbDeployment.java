package com.wandb.iam.loop.world;

import com.wandb.iam.cluster.CrdInstallation;
import com.wandb.iam.cluster.ProjectFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server's deployment as W&amp;B's own operator reports it, without that operator. */
public record WandbDeployment(KubernetesClient client, String namespace, String name) {
  private static final Path DEFINITION =
      ProjectFiles.root().resolve("src/test/resources/others/weightsandbiases.yaml");
  private static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("apps.wandb.com")
          .withVersion("v2")
          .withKind("WeightsAndBiases")
          .withPlural("weightsandbiases")
          .withNamespaced(true)
          .build();

  /** Installs the CRD of that operator, and creates one resource without a status. */
  public static WandbDeployment create(KubernetesClient client, String namespace, String name) {
    new CrdInstallation(client).apply(List.of(DEFINITION));
    var made = new WandbDeployment(client, namespace, name);
    made.make();
    return made;
  }

  /** Returns the reference for the WandbServer. */
  public String reference() {
    return "weightsAndBiasesRef: {namespace: %s, name: %s}".formatted(namespace, name);
  }

  /** Sets the ready state and the state of the migration. */
  public void says(boolean ready, String migration) {
    resource()
        .editStatus(
            known -> {
              known.setAdditionalProperty(
                  "status",
                  Map.of(
                      "observedGeneration",
                      known.getMetadata().getGeneration(),
                      "ready",
                      ready,
                      "wandb",
                      Map.of("migration", Map.of("phase", migration))));
              return known;
            });
  }

  public void delete() {
    resource().delete();
  }

  private void make() {
    var resource =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: apps.wandb.com/v2
                kind: WeightsAndBiases
                metadata: {name: %s, namespace: %s}
                spec: {}
                """
                    .formatted(name, namespace),
                GenericKubernetesResource.class);
    resources().resource(resource).create();
  }

  private Resource<GenericKubernetesResource> resource() {
    return resources().withName(name);
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      resources() {
    return client.genericKubernetesResources(KIND).inNamespace(namespace);
  }
}
