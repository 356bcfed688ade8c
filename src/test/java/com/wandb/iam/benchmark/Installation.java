package com.wandb.iam.benchmark;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.operator.LeaderElection;
import com.wandb.iam.operator.OperatorSettings;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** An operator that runs in this JVM on its own cluster until it is closed. */
final class Installation implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofSeconds(10);
  static final int REQUESTS_PER_SECOND = 1000;
  static final int CONCURRENCY = 64;

  private static final String NAMESPACE = "wandb-iam-system";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** No more often, because reading a hundred resources takes time from the operator. */
  private static final Duration POLL = Duration.ofMillis(100);

  private final KubernetesTestServer cluster;
  private final KubernetesClient client;
  private final IamOperator operator;

  private Installation(
      KubernetesTestServer cluster, KubernetesClient client, IamOperator operator) {
    this.cluster = cluster;
    this.client = client;
    this.operator = operator;
  }

  static Installation start() {
    var cluster = KubernetesTestServer.start(KubernetesBinaries.provide());
    cluster.applyCrds();
    var client = Main.client(cluster.config());
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    var operator =
        new IamOperator(
            client,
            new HttpWandbConnector(InstantSource.system(), "benchmark", RequestObserver.NONE),
            OperatorSettings.defaults(NAMESPACE, "benchmark").alone(),
            InstantSource.system(),
            new LeaderElection(NAMESPACE, "benchmark", InstantSource.system()),
            WorkObserver.NONE);
    operator.start();
    return new Installation(cluster, client, operator);
  }

  KubernetesClient client() {
    return client;
  }

  /** Makes the operator serve this server. */
  void serve(Sandbox sandbox) {
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: wandb-admin, namespace: %s}
        stringData: {apiKey: "%s"}
        ---
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: default}
        spec:
          url: %s
          credentials: {secretRef: {name: wandb-admin}}
          sync: {interval: %ds}
          limits: {requestsPerSecond: %d, concurrency: %d}
        """
            .formatted(
                NAMESPACE,
                sandbox.adminKey(),
                sandbox.url(),
                INTERVAL.toSeconds(),
                REQUESTS_PER_SECOND,
                CONCURRENCY));
  }

  /** Creates a Team and waits until it is ready. */
  void makeTeam(String name) {
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: %s, namespace: default}
        spec: {}
        """
            .formatted(name));
    awaitReady(Team.class);
  }

  void apply(String yaml) {
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(resource -> client.resource(resource).create());
  }

  /** Waits until all resources of a kind are ready for their current generation. */
  <R extends IamResource<?, ? extends ResourceStatus>> void awaitReady(Class<R> kind) {
    Awaitility.await("all of " + kind.getSimpleName() + " are ready")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> resources(kind).allMatch(Installation::isReady));
  }

  private <R extends IamResource<?, ? extends ResourceStatus>> Stream<R> resources(Class<R> kind) {
    return client.resources(kind).inNamespace("default").list().getItems().stream();
  }

  private static boolean isReady(IamResource<?, ? extends ResourceStatus> resource) {
    return resource.getMetadata().getGeneration().equals(resource.getStatus().observedGeneration())
        && resource.getStatus().conditions().stream()
            .anyMatch(c -> "Ready".equals(c.type()) && "True".equals(c.status()));
  }

  @Override
  public void close() {
    operator.close();
    client.close();
    cluster.close();
  }
}
