package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxOptions;
import com.wandb.iam.sandbox.SandboxVersion;
import com.wandb.iam.sandbox.SandboxWorld;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The operator killed in the middle of its work: it makes nothing twice. */
class CrashIT {
  private static final String MANIFESTS =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: WandbServer
      metadata: {name: default}
      spec:
        url: $URL
        credentials: {secretRef: {name: wandb-admin}}
        limits: {timeout: 60s}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision, namespace: default}
      spec: {}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer, namespace: default}
      spec: {teamRef: {name: vision}}
      """;

  @Test
  void killed_between_making_an_account_and_noting_it_there_is_one_account() {
    try (var cluster = KubernetesTestServer.start(KubernetesBinaries.provide());
        var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
        var client = Main.client(cluster.config())) {
      cluster.applyCrds();
      prepare(client, sandbox);
      stallAnswersTo(sandbox, "graphql.createServiceAccount");
      try (var first = OperatorProcess.start(cluster.kubeconfig())) {
        apply(client, sandbox);
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> accounts(sandbox).size() == 1);
        first.kill();
      }
      assertThat(account(client).getStatus().id()).isNull();
      assertThat(account(client).getStatus().pendingCreate().name()).isEqualTo("trainer");
      sandbox.faults().clear();

      try (var second = OperatorProcess.start(cluster.kubeconfig())) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ready(account(client)));
        assertThat(accounts(sandbox)).hasSize(1);
        assertThat(account(client).getStatus().id()).isEqualTo(accounts(sandbox).getFirst().id());
        assertThat(second.output()).doesNotContain(sandbox.adminKey());
      }
    }
  }

  private static void stallAnswersTo(Sandbox sandbox, String operation) {
    sandbox.faults().once(operation, new SandboxFault.Stall());
  }

  private static List<SandboxWorld.User> accounts(Sandbox sandbox) {
    return sandbox.world().teams().contains("vision")
        ? sandbox.world().serviceAccounts("vision").stream()
            .filter(account -> account.username().equals("trainer"))
            .toList()
        : List.of();
  }

  private static void prepare(KubernetesClient client, Sandbox sandbox) {
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
  }

  private static void apply(KubernetesClient client, Sandbox sandbox) {
    var yaml = MANIFESTS.replace("$URL", sandbox.url().toString());
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(resource -> client.resource(resource).create());
  }

  private static WandbServiceAccount account(KubernetesClient client) {
    return client
        .resources(WandbServiceAccount.class)
        .inNamespace("default")
        .withName("trainer")
        .require();
  }

  private static boolean ready(WandbServiceAccount account) {
    return Scenario.condition(account, "Ready")
        .filter(condition -> "True".equals(condition.status()))
        .isPresent();
  }
}
