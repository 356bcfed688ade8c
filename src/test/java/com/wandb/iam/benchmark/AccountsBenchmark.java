package com.wandb.iam.benchmark;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.ClusterWrites;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.reconcile.IamOperator;
import com.wandb.iam.reconcile.LeaderElection;
import com.wandb.iam.reconcile.OperatorSettings;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxOptions;
import com.wandb.iam.sandbox.SandboxVersion;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.http.RequestObserver;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * What service accounts cost: calls to the W&amp;B Server and writes to Kubernetes, from nothing
 * and at rest over five intervals.
 */
final class AccountsBenchmark {
  private static final String OPERATOR_NAMESPACE = "wandb-iam-system";
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int INTERVALS = 5;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * What one run brought.
   *
   * @param callsEach requests to the server for one account, reads and writes
   * @param clusterEach writes to Kubernetes for one account, its creation by the user not counted
   */
  private record Figures(
      int accounts,
      double callsEach,
      double writesEach,
      double clusterEach,
      double seconds,
      double restReads,
      long restWrites,
      long restClusterWrites) {
    String row() {
      return "| %d | %.1f | %.1f | %.1f | %.1f | %.1f | %d | %d |"
          .formatted(
              accounts,
              callsEach,
              writesEach,
              clusterEach,
              seconds,
              restReads,
              restWrites,
              restClusterWrites);
    }
  }

  private AccountsBenchmark() {}

  static void run() {
    System.out.println(
        "| accounts | server calls each | of them writes | cluster writes each | seconds to all"
            + " Ready | at rest: server reads per interval | server writes | cluster writes |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    var few = measure(10);
    System.out.println(few.row());
    var many = measure(100);
    System.out.println(many.row());
    System.out.printf(
        "100 accounts to 10: server calls each x %.2f, reads per interval x %.2f%n",
        many.callsEach() / few.callsEach(), many.restReads() / few.restReads());
  }

  private static Figures measure(int accounts) {
    try (var cluster = KubernetesTestServer.start(KubernetesBinaries.provide());
        var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83));
        var client = Main.client(cluster.config());
        var operator = operator(cluster, client)) {
      operator.start();
      apply(client, server(sandbox));
      await(() -> teamReady(client));

      var journal = sandbox.journal();
      long calls = journal.reads(0).size() + journal.writes(0).size();
      long writes = journal.writes(0).size();
      long clusterWrites = ClusterWrites.soFar(client);
      long start = System.nanoTime();
      for (int i = 0; i < accounts; i++) {
        apply(client, account(i));
      }
      await(() -> ready(client) == accounts);
      double seconds = (System.nanoTime() - start) / 1e9;
      // What the benchmark itself wrote: one create an account.
      double clusterEach =
          (ClusterWrites.soFar(client) - clusterWrites - accounts) / (double) accounts;
      double callsEach =
          (journal.reads(0).size() + journal.writes(0).size() - calls) / (double) accounts;
      double writesEach = (journal.writes(0).size() - writes) / (double) accounts;

      LockSupport.parkNanos(INTERVAL.toNanos());
      long restReads = journal.reads(0).size();
      long restWrites = journal.writes(0).size();
      long restCluster = ClusterWrites.soFar(client);
      LockSupport.parkNanos(INTERVAL.multipliedBy(INTERVALS).toNanos());
      return new Figures(
          accounts,
          callsEach,
          writesEach,
          clusterEach,
          seconds,
          (journal.reads(0).size() - restReads) / (double) INTERVALS,
          journal.writes(0).size() - restWrites,
          ClusterWrites.soFar(client) - restCluster);
    }
  }

  private static IamOperator operator(KubernetesTestServer cluster, KubernetesClient client) {
    cluster.applyCrds();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(OPERATOR_NAMESPACE)
                .endMetadata()
                .build())
        .create();
    return new IamOperator(
        client,
        new HttpWandbConnector(InstantSource.system(), "benchmark", RequestObserver.NONE),
        OperatorSettings.defaults(OPERATOR_NAMESPACE, "benchmark").alone(),
        InstantSource.system(),
        new LeaderElection(OPERATOR_NAMESPACE, "benchmark"));
  }

  private static String server(Sandbox sandbox) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: wandb-admin, namespace: wandb-iam-system}
    stringData: {apiKey: "%s"}
    ---
    apiVersion: iam.wandb.com/v1alpha1
    kind: WandbServer
    metadata: {name: default}
    spec:
      url: %s
      credentials: {secretRef: {name: wandb-admin}}
      sync: {interval: 10s}
      limits: {requestsPerSecond: 1000, concurrency: 64}
    ---
    apiVersion: iam.wandb.com/v1alpha1
    kind: Team
    metadata: {name: vision, namespace: default}
    spec: {}
    """
        .formatted(sandbox.adminKey(), sandbox.url());
  }

  private static String account(int number) {
    return """
    apiVersion: iam.wandb.com/v1alpha1
    kind: ServiceAccount
    metadata: {name: account-%d, namespace: default}
    spec: {teamRef: {name: vision}}
    """
        .formatted(number);
  }

  private static void apply(KubernetesClient client, String yaml) {
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(resource -> client.resource(resource).create());
  }

  private static boolean teamReady(KubernetesClient client) {
    return client
        .resources(Team.class)
        .inNamespace("default")
        .withName("vision")
        .require()
        .getStatus()
        .conditions()
        .stream()
        .anyMatch(c -> "Ready".equals(c.type()) && "True".equals(c.status()));
  }

  private static long ready(KubernetesClient client) {
    return client
        .resources(WandbServiceAccount.class)
        .inNamespace("default")
        .list()
        .getItems()
        .stream()
        .filter(
            account ->
                account.getStatus().conditions().stream()
                    .anyMatch(c -> "Ready".equals(c.type()) && "True".equals(c.status())))
        .count();
  }

  private interface Question {
    boolean holds();
  }

  private static void await(Question question) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!question.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not there within " + PATIENCE);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
