package com.wandb.iam.loop.world;

import com.wandb.iam.Main;
import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.metrics.OperatorMetrics;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.operator.LeaderElection;
import com.wandb.iam.operator.OperatorSettings;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One operator for all tests of a JVM. Each test has its own server and namespace. */
public final class OperatorUnderTest {
  public static final String NAMESPACE = "wandb-iam-system";

  private static final OperatorMetrics METRICS = new OperatorMetrics("test");

  private static @Nullable OperatorUnderTest shared;

  private final KubernetesClient client;
  private final IamOperator operator;

  private OperatorUnderTest() {
    var cluster = KubernetesTestServer.shared();
    cluster.applyCrds();
    client = Main.client(cluster.config());
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
    operator = start(client);
    Runtime.getRuntime().addShutdownHook(new Thread(operator::close));
  }

  /** Starts an operator that retries quickly. */
  public static IamOperator start(KubernetesClient client) {
    return start(client, NAMESPACE, WatchedNamespaces.ALL);
  }

  /**
   * Starts an operator that watches some namespaces.
   *
   * @param namespace the operator's own
   */
  public static IamOperator start(
      KubernetesClient client, String namespace, WatchedNamespaces watched) {
    return start(client, namespace, watched, Duration.ofMillis(200), Duration.ofSeconds(2));
  }

  /**
   * Starts an operator with retry times.
   *
   * @param firstRetry pause before the first retry
   * @param longestRetry longest pause between retries
   */
  public static IamOperator start(
      KubernetesClient client,
      String namespace,
      WatchedNamespaces watched,
      Duration firstRetry,
      Duration longestRetry) {
    var settings =
        new OperatorSettings(
            namespace,
            "test",
            false,
            true,
            64,
            firstRetry,
            longestRetry,
            new BucketTimings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofMillis(300),
                Duration.ofSeconds(20)),
            watched);
    var operator =
        new IamOperator(
            client,
            new HttpWandbConnector(InstantSource.system(), "test", METRICS),
            settings,
            InstantSource.system(),
            new LeaderElection(namespace, "test", InstantSource.system()),
            METRICS);
    operator.start();
    return operator;
  }

  /** Returns the operator of this JVM. */
  public static synchronized OperatorUnderTest shared() {
    if (shared == null) {
      shared = new OperatorUnderTest();
    }
    return shared;
  }

  KubernetesClient client() {
    return client;
  }

  /** Returns the operator's current metrics. */
  public String scrape() {
    return METRICS.scrape(operator.figures());
  }

  public IamOperator operator() {
    return operator;
  }
}
