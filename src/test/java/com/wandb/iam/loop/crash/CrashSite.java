package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.cluster.LeftOvers;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** A cluster and a server that outlive the processes of the operator. */
public final class CrashSite implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static @Nullable KubernetesTestServer shared;

  private final KubernetesTestServer cluster;
  private final Sandbox sandbox;
  private final KubernetesClient client;

  CrashSite(SandboxVersion version) {
    this(SandboxOptions.defaults().withVersion(version));
  }

  CrashSite(SandboxOptions options) {
    this(options, cluster());
  }

  /**
   * Creates a site and removes the resources of earlier tests.
   *
   * @param cluster has our kinds and the namespace of the operator; nobody else uses it meanwhile
   */
  CrashSite(SandboxOptions options, KubernetesTestServer cluster) {
    this.cluster = cluster;
    client = Main.client(cluster.config());
    sandbox = Sandbox.start(options);
    leaveNothing();
    secret(
        OperatorUnderTest.NAMESPACE, "wandb-admin", Map.of(), Map.of("apiKey", sandbox.adminKey()));
  }

  /**
   * Returns the cluster of this JVM, with the namespace of the operator. Operators watch the whole
   * cluster. Therefore one test at a time uses it, and first removes the objects of earlier tests.
   */
  static synchronized KubernetesTestServer cluster() {
    if (shared == null) {
      var started = KubernetesTestServer.start(KubernetesBinaries.provide());
      Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop-crash-site"));
      started.applyCrds();
      started
          .client()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(OperatorUnderTest.NAMESPACE)
                  .endMetadata()
                  .build())
          .create();
      shared = started;
    }
    return shared;
  }

  private void leaveNothing() {
    LeftOvers.remove(client);
    Stream.of(OperatorUnderTest.NAMESPACE, "default")
        .forEach(namespace -> client.secrets().inNamespace(namespace).delete());
  }

  Sandbox sandbox() {
    return sandbox;
  }

  KubernetesClient client() {
    return client;
  }

  void secret(String namespace, String name, Map<String, String> labels, Map<String, String> data) {
    client.resource(Scenario.secret(namespace, name, labels, data)).create();
  }

  /** Creates resources. {@code $URL} is replaced by the URL of the server. */
  void create(String manifests) {
    var yaml = manifests.replace("$URL", sandbox.url().toString());
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(resource -> client.resource(resource).create());
  }

  /** Stalls the next answer to an operation that the server has executed. */
  void stallAnswersTo(String operation) {
    sandbox.faults().once(operation, new SandboxFault.Stall());
  }

  /** Starts one of several operators. Only one of them is active. */
  OperatorProcess startReplica(String name) {
    return OperatorProcess.startReplica(cluster.kubeconfig(), name);
  }

  /** Runs the operator, and kills it as soon as the condition is true. */
  void runUntil(Callable<Boolean> reached) {
    try (var process = OperatorProcess.start(cluster.kubeconfig())) {
      try {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(reached);
      } catch (ConditionTimeoutException late) {
        throw new AssertionError(process.output(), late);
      }
      process.kill();
      assertThat(process.output()).doesNotContain(sandbox.adminKey());
    }
    sandbox.faults().clear();
  }

  /** Returns all values in Secrets of a namespace. */
  List<String> secretValues(String namespace) {
    return client.secrets().inNamespace(namespace).list().getItems().stream()
        .flatMap(
            secret ->
                secret.getData().keySet().stream()
                    .flatMap(key -> Secrets.value(secret, key).stream()))
        .toList();
  }

  /** Returns the Team {@code vision}. */
  Team team() {
    return client.resources(Team.class).inNamespace("default").withName("vision").require();
  }

  <R extends HasMetadata> @Nullable R find(Class<R> kind, String name) {
    return client.resources(kind).inNamespace("default").withName(name).get();
  }

  public static boolean isReady(IamResource<?, ?> resource) {
    return Scenario.condition(resource, "Ready")
        .filter(condition -> "True".equals(condition.status()))
        .isPresent();
  }

  @Override
  public void close() {
    client.close();
    sandbox.close();
  }
}
