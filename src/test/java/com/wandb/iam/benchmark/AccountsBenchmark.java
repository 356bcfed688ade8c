package com.wandb.iam.benchmark;

import com.wandb.iam.cluster.ClusterWrites;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures service accounts: calls to the W&amp;B server and writes to Kubernetes, from an empty
 * server and when idle over five intervals.
 */
final class AccountsBenchmark {
  private static final int INTERVALS = 5;

  /**
   * Results of one run.
   *
   * @param callsEach reads and writes on the server for one account
   * @param clusterEach writes to Kubernetes for one account, without its creation by the user
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
    try (var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83));
        var installation = Installation.start()) {
      var client = installation.client();
      installation.serve(sandbox);
      installation.makeTeam("vision");

      var journal = sandbox.journal();
      long calls = journal.reads(0).size() + journal.writes(0).size();
      long writes = journal.writes(0).size();
      long clusterWrites = ClusterWrites.soFar(client);
      long start = System.nanoTime();
      for (int i = 0; i < accounts; i++) {
        installation.apply(account(i));
      }
      installation.awaitReady(WandbServiceAccount.class);
      double seconds = (System.nanoTime() - start) / 1e9;
      // Subtracts the writes of the benchmark: one create for each account.
      double clusterEach =
          (ClusterWrites.soFar(client) - clusterWrites - accounts) / (double) accounts;
      double callsEach =
          (journal.reads(0).size() + journal.writes(0).size() - calls) / (double) accounts;
      double writesEach = (journal.writes(0).size() - writes) / (double) accounts;

      // Counts what happens in that time, so there is no condition to wait for.
      LockSupport.parkNanos(Installation.INTERVAL.toNanos());
      long restReads = journal.reads(0).size();
      long restWrites = journal.writes(0).size();
      long restCluster = ClusterWrites.soFar(client);
      LockSupport.parkNanos(Installation.INTERVAL.multipliedBy(INTERVALS).toNanos());
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

  private static String account(int number) {
    return """
    apiVersion: iam.wandb.com/v1alpha1
    kind: ServiceAccount
    metadata: {name: account-%d, namespace: default}
    spec: {teamRef: {name: vision}}
    """
        .formatted(number);
  }
}
