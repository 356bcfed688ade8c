package com.wandb.iam.loop.world;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
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
 * A cluster where no operator works but those that a test starts, in the namespaces that it says.
 */
public record QuietCluster(KubernetesTestServer server, KubernetesClient client) {
  /** Its operators have the same namespace of their own, so one class at a time starts some. */
  public static final String LOCK = "quiet-cluster";

  /** The namespace of a second operator. */
  public static final String OTHER = "other-iam-system";

  private static final Duration PATIENCE = Duration.ofHours(1);

  private static @Nullable QuietCluster shared;

  /** The one of this JVM. */
  public static synchronized QuietCluster shared() {
    if (shared == null) {
      var server = KubernetesTestServer.start(KubernetesBinaries.provide());
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-quiet-cluster"));
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

  /** An operator in these namespaces. */
  public IamOperator operator(String... namespaces) {
    return operatorOf(OperatorUnderTest.NAMESPACE, namespaces);
  }

  /**
   * The same.
   *
   * @param home its own namespace
   */
  public IamOperator operatorOf(String home, String... namespaces) {
    return OperatorUnderTest.start(client, home, new WatchedNamespaces(Set.of(namespaces)));
  }

  /** One that tries nothing again by itself while a test lasts. */
  public IamOperator patientOperator(String namespace) {
    return OperatorUnderTest.start(
        client,
        OperatorUnderTest.NAMESPACE,
        new WatchedNamespaces(Set.of(namespace)),
        PATIENCE,
        PATIENCE);
  }

  /** A sandbox that no WandbServer names yet, and where alice has an account. */
  public Scenario scenario(String namespace) {
    var scenario =
        Scenario.on(client, namespace, SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.credential(scenario.sandbox().adminKey());
    return scenario;
  }

  /** Has the operator in the usual namespace work on the scenario's server. */
  public static void serve(Scenario scenario, String more) {
    scenario.applyServer("operatorNamespace: " + OperatorUnderTest.NAMESPACE + "\n" + more);
    scenario.awaitReady(WandbServer.class, scenario.server());
  }
}
