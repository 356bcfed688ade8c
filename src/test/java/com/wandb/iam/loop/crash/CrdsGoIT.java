package com.wandb.iam.loop.crash;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Deletion of the CRDs while the operator runs and some resources exist. */
class CrdsGoIT {
  private static final String RESOURCES =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: WandbServer
      metadata: {name: default}
      spec:
        url: $URL
        credentials: {secretRef: {name: wandb-admin}}
        tenants:
          - {name: all, namespaces: [default], teams: ['*'], roles: ['*']}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: CustomRole
      metadata: {name: stopper}
      spec: {inherits: Member, permissions: ['run:stop']}
      """;

  @Test
  void finalizers_do_not_block_the_deletion_of_a_crd() {
    try (var cluster = KubernetesTestServer.start(KubernetesBinaries.provide());
        var client = Main.client(cluster.config());
        var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83))) {
      cluster.applyCrds();
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(OperatorUnderTest.NAMESPACE)
                  .endMetadata()
                  .build())
          .create();
      client
          .resource(
              Scenario.secret(
                  OperatorUnderTest.NAMESPACE,
                  "wandb-admin",
                  Map.of(),
                  Map.of("apiKey", sandbox.adminKey())))
          .create();
      try (var process = OperatorProcess.start(cluster.kubeconfig())) {
        var yaml = RESOURCES.replace("$URL", sandbox.url().toString());
        client
            .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
            .items()
            .forEach(resource -> client.resource(resource).create());
        await(process, () -> areReady(client));
        var kinds = client.apiextensions().v1().customResourceDefinitions();
        kinds.list().getItems().forEach(kind -> client.resource(kind).delete());
        await(process, () -> kinds.list().getItems().isEmpty());
      }
    }
  }

  private static boolean areReady(KubernetesClient client) {
    return CrashSite.isReady(client.resources(WandbServer.class).withName("default").get())
        && CrashSite.isReady(client.resources(CustomRole.class).withName("stopper").get());
  }

  private static void await(OperatorProcess process, Callable<Boolean> so) {
    try {
      Awaitility.await().atMost(Duration.ofSeconds(90)).until(so);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(process.output(), late);
    }
  }
}
