package com.wandb.iam.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Resources of the operator that remain in a cluster without an operator. */
public final class LeftOvers {
  private static final String GROUP = "iam.wandb.com";

  private LeftOvers() {}

  /** Removes them all with their finalizers. */
  public static void remove(KubernetesClient client) {
    var definitions =
        client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
            .filter(definition -> definition.getSpec().getGroup().equals(GROUP))
            .toList();
    definitions.forEach(definition -> resources(client, definition).forEach(LeftOvers::remove));
    Awaitility.await("nothing is left over")
        .atMost(Duration.ofSeconds(60))
        .until(() -> definitions.stream().allMatch(one -> resources(client, one).isEmpty()));
  }

  private static List<Resource<GenericKubernetesResource>> resources(
      KubernetesClient client, CustomResourceDefinition definition) {
    var all =
        client.genericKubernetesResources(CustomResourceDefinitionContext.fromCrd(definition));
    return all.inAnyNamespace().list().getItems().stream().map(all::resource).toList();
  }

  private static void remove(Resource<GenericKubernetesResource> one) {
    one.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
    one.delete();
  }
}
