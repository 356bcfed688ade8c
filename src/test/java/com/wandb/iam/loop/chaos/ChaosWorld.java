package com.wandb.iam.loop.chaos;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.loop.crash.OperatorLogs;
import com.wandb.iam.loop.crash.OperatorProcess;
import com.wandb.iam.loop.crash.Relay;
import com.wandb.iam.loop.crash.TestServiceAccount;
import com.wandb.iam.loop.crash.Writes;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxLatency;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A cluster, a W&B server and an operator process with injected faults. Writes are retried until
 * the cluster accepts them.
 */
final class ChaosWorld implements AutoCloseable {
  static final String FILE_STORES = "file-stores";

  /** Longer than the longest pause before a retry. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final int NAMESPACES = 4;
  private static final Duration AWAY = Duration.ofSeconds(2);
  private static final int REFUSED = 400;
  private static final int TOO_MANY = 429;
  private static final int BROKEN = 500;

  private final KubernetesTestServer cluster =
      KubernetesTestServer.start(KubernetesBinaries.provide());
  private final KubernetesClient client = Main.client(cluster.config());
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withVersion(SandboxVersion.V0_83)
              .withLatency(SandboxLatency.between(Duration.ofMillis(2), Duration.ofMillis(20))));
  private final Writes writes = new Writes();
  private final ChaosStory story = new ChaosStory(sandbox);
  private final Relay toCluster = new Relay(Relay.Connector.to(cluster.config()), writes, story);
  private final OperatorLogs logs = new OperatorLogs("chaos");
  private volatile OperatorProcess process;

  ChaosWorld() {
    cluster.applyCrds();
    namespace(OperatorUnderTest.NAMESPACE);
    create(
        OperatorUnderTest.NAMESPACE, "wandb-admin", Map.of(), Map.of("apiKey", sandbox.adminKey()));
    for (int number = 0; number < NAMESPACES; number++) {
      namespace(namespace(number));
      create(
          namespace(number),
          "minio",
          Map.of(Secrets.SOURCE_LABEL, "true"),
          Map.of("accessKey", "AK", "secretKey", "SK"));
    }
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: chaos}
        spec:
          url: %s
          credentials: {secretRef: {name: wandb-admin}}
          limits: {timeout: 5s, requestsPerSecond: 1000, concurrency: 32}
          sync: {interval: 10s}
          tenants:
            - {name: all, namespaces: [%s], teams: ['*'], teamDeletion: true, roles: ['*'],
               users: ['*'], storage: {buckets: ['*'], endpoints: ['*']}}
          bucketBindings:
            secretRef: {namespace: %s, name: %s}
            quietPeriod: 0s
        """
            .formatted(
                sandbox.url(),
                String.join(
                    ", ", IntStream.range(0, NAMESPACES).mapToObj(this::namespace).toList()),
                namespace(0),
                FILE_STORES));
    story.begin(client);
    process = start();
  }

  private void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  private void create(
      String namespace, String name, Map<String, String> labels, Map<String, String> data) {
    client.resource(Scenario.secret(namespace, name, labels, data)).create();
  }

  private OperatorProcess start() {
    story.note("operator " + logs.next() + " starts");
    return OperatorProcess.start(toCluster.kubeconfig(cluster.config()), Map.of());
  }

  /** Returns the namespace of the team with this number. */
  String namespace(int number) {
    return "tribe-" + number % NAMESPACES;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  KubernetesClient client() {
    return client;
  }

  Writes writes() {
    return writes;
  }

  /** Returns the faults that affect everything, with kills at this interval. */
  List<FaultInjector.RepeatedFault> repeatedFaults(Duration betweenKills) {
    return List.of(
        new FaultInjector.RepeatedFault(
            "kills", betweenKills.dividedBy(2), betweenKills, this::killAndStart),
        new FaultInjector.RepeatedFault(
            "restarts of the API server",
            betweenKills.multipliedBy(2),
            betweenKills.multipliedBy(3),
            this::restartCluster),
        new FaultInjector.RepeatedFault(
            "broken watches",
            betweenKills.dividedBy(4),
            betweenKills.dividedBy(2),
            toCluster::breakAll),
        new FaultInjector.RepeatedFault(
            "absences of the server",
            betweenKills,
            betweenKills.multipliedBy(2),
            this::stopServer));
  }

  /** Kills the operator and starts the next one. Retries while the cluster is down. */
  private void killAndStart() {
    do {
      process.kill();
      story.note("operator " + logs.next() + " was killed");
      logs.add(process);
      process.close();
      process = start();
    } while (!process.isAlive());
  }

  private void restartCluster() {
    story.note("the API server is killed");
    cluster.killApiServer();
    cluster.startApiServer();
    story.note("the API server is back");
  }

  private void stopServer() {
    story.note("the W&B server is away");
    sandbox.stop();
    // Plays an outage of that length.
    LockSupport.parkNanos(AWAY.toNanos());
    sandbox.resume();
    story.note("the W&B server is back");
  }

  /** Returns the output of the current operator. */
  String said() {
    return process.output();
  }

  /** Returns the history of accounts and keys. */
  ChaosStory story() {
    return story;
  }

  /** Returns the lines of all operators of this run that contain a text. */
  List<String> allLinesAbout(String what) {
    return logs.linesWith(what, process);
  }

  /** Stores the output of all operators of this run, and returns its folder. */
  Path keepLogs() {
    return logs.keep(process);
  }

  void apply(RandomResource item) {
    apply(item.manifest());
  }

  private void apply(String yaml) {
    HasMetadata resource = client.getKubernetesSerialization().unmarshal(yaml);
    insist(() -> client.resource(resource).forceConflicts().serverSideApply());
  }

  void annotate(RandomResource item, String annotation, String value) {
    insist(
        () ->
            find(item)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                        .formatted(annotation, value)));
  }

  void delete(RandomResource item) {
    insist(() -> find(item).delete());
  }

  boolean isGone(RandomResource item) {
    return insist(() -> Optional.ofNullable(find(item).get()).isEmpty());
  }

  private Resource<? extends HasMetadata> find(RandomResource item) {
    var resources = client.resources(item.kind());
    return item.namespace().isEmpty()
        ? resources.withName(item.name())
        : resources.inNamespace(item.namespace()).withName(item.name());
  }

  /** Retries while the cluster is down or not ready. */
  <T> T insist(Supplier<T> work) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return work.get();
      } catch (KubernetesClientException failure) {
        int code = failure.getCode();
        // A missing or incomplete answer has no usable status code.
        boolean passes = code < REFUSED || code == TOO_MANY || code >= BROKEN;
        if (!passes || System.nanoTime() - end > 0) {
          throw failure;
        }
        // The next call shows whether the cluster is back.
        LockSupport.parkNanos(TestServiceAccount.SHORTLY.toNanos());
      }
    }
  }

  void awaitTrue(String what, Callable<Boolean> so) {
    try {
      Awaitility.await(what).atMost(PATIENCE).pollInterval(TestServiceAccount.SHORTLY).until(so);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(what + "\n" + process.keepEvidence(), late);
    }
  }

  @Override
  public void close() {
    process.close();
    logs.close();
    story.close();
    toCluster.close();
    sandbox.close();
    client.close();
    cluster.close();
  }
}
