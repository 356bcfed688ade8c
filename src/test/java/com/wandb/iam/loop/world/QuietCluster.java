package com.wandb.iam.loop.world;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cluster without an operator, except those that a test starts in some namespaces. All operators
 * have the same own namespace, so only one class at a time uses it.
 */
public record QuietCluster(KubernetesTestServer server, KubernetesClient client) {
  /** The namespace of a second operator. */
  public static final String OTHER = "other-iam-system";

  private static final Duration PATIENCE = Duration.ofHours(1);

  private static @Nullable QuietCluster shared;

  /** Returns the cluster of this JVM. */
  public static synchronized QuietCluster shared() {
    if (shared == null) {
      var server = KubernetesTestServer.quiet();
      server.applyCrds();
      shared = new QuietCluster(server, Main.client(server.config()));
      List.of(OperatorUnderTest.NAMESPACE, OTHER).forEach(shared::create);
    }
    return shared;
  }

  private void create(String namespace) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  public String newNamespace(String prefix) {
    return server.newNamespace(prefix);
  }

  /** Starts an operator that watches these namespaces. */
  public IamOperator operator(String... namespaces) {
    return operatorOf(OperatorUnderTest.NAMESPACE, namespaces);
  }

  /**
   * Starts an operator.
   *
   * @param home its own namespace
   */
  public IamOperator operatorOf(String home, String... namespaces) {
    return OperatorUnderTest.start(client, home, new WatchedNamespaces(Set.of(namespaces)));
  }

  /** Starts an operator without timed retries during a test. */
  public IamOperator patientOperator(String namespace) {
    return OperatorUnderTest.start(
        client,
        OperatorUnderTest.NAMESPACE,
        new WatchedNamespaces(Set.of(namespace)),
        PATIENCE,
        PATIENCE);
  }

  /** Returns a sandbox without a WandbServer, with an account for alice. */
  public Scenario scenario(String namespace) {
    var scenario =
        Scenario.on(client, namespace, SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.credential(scenario.sandbox().adminKey());
    return scenario;
  }

  /** Makes the operator in the default namespace serve the scenario's server. */
  public static void serve(Scenario scenario, String more) {
    scenario.applyServer("operatorNamespace: " + OperatorUnderTest.NAMESPACE + "\n" + more);
    scenario.awaitReady(WandbServer.class, scenario.server());
  }
}
