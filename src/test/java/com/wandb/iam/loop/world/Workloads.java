package com.wandb.iam.loop.world;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/**
 * Workloads of one name, whose pods read a Secret. No controller of workloads runs, so a test sets
 * their status.
 */
record Workloads(Scenario scenario, String namespace, String name) {
  private static final List<Class<? extends HasMetadata>> SETS =
      List.of(Deployment.class, StatefulSet.class, DaemonSet.class);
  private static final String POD =
      """
      metadata: {labels: {app: %s}}
      spec:
        restartPolicy: %s
        containers: [{name: main, image: none, envFrom: [{secretRef: {name: %s}}]}]
      """;

  /** Creates a Deployment, a StatefulSet and a DaemonSet. */
  void createSets(String secret) {
    for (var kind : SETS) {
      create(
          """
          apiVersion: apps/v1
          kind: %s
          metadata: {name: %s}
          spec:
            selector: {matchLabels: {app: %2$s}}
            template:
          """
                  .formatted(kind.getSimpleName(), name)
              + POD.formatted(name, "Always", secret).indent(4));
    }
  }

  void createCronJob(String secret) {
    create(
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: %s}
        spec:
          schedule: "0 0 * * *"
          jobTemplate:
            spec:
              template:
        """
                .formatted(name)
            + POD.formatted(name, "Never", secret).indent(8));
  }

  private void create(String manifest) {
    HasMetadata workload = scenario.client().getKubernetesSerialization().unmarshal(manifest);
    workload.getMetadata().setNamespace(namespace);
    scenario.client().resource(workload).create();
  }

  /** Sets the status of the sets as if all pods had been replaced for the current spec. */
  void replacePods() {
    for (var kind : SETS) {
      var found = scenario.client().resources(kind).inNamespace(namespace).withName(name);
      found
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              status(kind).formatted(found.require().getMetadata().getGeneration()));
    }
  }

  private static String status(Class<? extends HasMetadata> kind) {
    return switch (kind.getSimpleName()) {
      case "Deployment" ->
          "{\"status\":{\"observedGeneration\":%d,\"replicas\":1,\"updatedReplicas\":1,"
              + "\"readyReplicas\":1,\"availableReplicas\":1}}";
      case "StatefulSet" ->
          "{\"status\":{\"observedGeneration\":%d,\"replicas\":1,\"readyReplicas\":1,"
              + "\"currentRevision\":\"a\",\"updateRevision\":\"a\"}}";
      default ->
          "{\"status\":{\"observedGeneration\":%d,\"currentNumberScheduled\":0,"
              + "\"numberMisscheduled\":0,\"desiredNumberScheduled\":0,\"numberReady\":0}}";
    };
  }
}
