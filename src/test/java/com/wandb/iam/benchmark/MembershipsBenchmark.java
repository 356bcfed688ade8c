package com.wandb.iam.benchmark;

import com.wandb.iam.cluster.ClusterWrites;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxJournal;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxAccountType;
import com.wandb.iam.sandbox.state.SandboxLatency;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures how 50 resources add 500 users to one team, on a server that waits 10 ms before it
 * answers: time, requests to the server and writes to Kubernetes. Compares the time with the bare
 * writes. Runs twice, the second time for another team with a warm JVM.
 */
final class MembershipsBenchmark {
  private static final int RESOURCES = 50;
  private static final int PEOPLE_EACH = 10;
  private static final int PEOPLE = RESOURCES * PEOPLE_EACH;
  private static final int ADMIN_RESOURCES = 5;
  private static final int VIEWER_RESOURCES = 10;
  private static final Map<String, Long> DECLARED =
      Map.of("admin", 50L, "member", 350L, "viewer", 100L);
  private static final Duration LATENCY = Duration.ofMillis(10);
  private static final int BARE_RUNS = 3;

  /**
   * Time after which the counts in the status of the Team and the WandbServer are up to date. No
   * state shows that no more writes follow.
   */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(3);

  /**
   * Results of one round.
   *
   * @param applying the part of the time that applies the resources
   * @param statusWrites of the TeamMemberships
   * @param clusterWrites all writes, without the creation of the resources by the user
   */
  private record Figures(
      double seconds,
      double applying,
      List<SandboxJournal.Entry> requests,
      long statusWrites,
      long clusterWrites) {
    long count(String operation) {
      return requests.stream().filter(entry -> entry.operations().contains(operation)).count();
    }

    /** Returns the time from the first request to the server until the last one. */
    double serverSeconds() {
      return Duration.between(requests.getFirst().at(), requests.getLast().at()).toMillis() / 1e3;
    }

    String row(String round, double bare) {
      long writes = requests.stream().filter(SandboxJournal.Entry::isWrite).count();
      return ("| %s | %.2f s | %.2f s | %.2f s | %d | %d | %d | %d | %d | %.1f | %.1f | %.2f s |"
              + " x %.1f |")
          .formatted(
              round,
              seconds,
              applying,
              serverSeconds(),
              writes,
              count("scim.groups.patch"),
              count("scim.users.patch"),
              requests.size() - writes,
              statusWrites,
              statusWrites / (double) RESOURCES,
              clusterWrites / (double) RESOURCES,
              bare,
              seconds / bare);
    }

    String byOperation() {
      return requests.stream()
          .collect(
              Collectors.groupingBy(
                  entry -> entry.operations().getFirst(), TreeMap::new, Collectors.counting()))
          .toString();
    }
  }

  private MembershipsBenchmark() {}

  static void run() {
    var options = SandboxOptions.defaults().withLatency(SandboxLatency.fixed(LATENCY));
    try (var sandbox = Sandbox.start(options)) {
      for (int i = 0; i < PEOPLE; i++) {
        sandbox.world().addUser("person-" + i, email(i));
      }
      Figures first;
      Figures again;
      try (var installation = Installation.start()) {
        installation.serve(sandbox);
        first = measure("vision", installation, sandbox);
        again = measure("speech", installation, sandbox);
      }
      // No other client sends requests after the operator has ended.
      print(first, bare("first", first, sandbox), again, bare("again", again, sandbox));
    }
  }

  /** Returns the median of several runs. */
  private static double bare(String round, Figures figures, Sandbox sandbox) {
    var seconds = new double[BARE_RUNS];
    for (int i = 0; i < BARE_RUNS; i++) {
      try (var writes = BareWrites.to(sandbox, "bare-" + round + "-" + i)) {
        seconds[i] =
            writes.seconds(figures.count("scim.groups.patch"), figures.count("scim.users.patch"));
      }
    }
    Arrays.sort(seconds);
    return seconds[BARE_RUNS / 2];
  }

  private static Figures measure(String team, Installation installation, Sandbox sandbox) {
    installation.makeTeam(team);
    LockSupport.parkNanos(SETTLED_AFTER.toNanos());
    var client = installation.client();
    long mark = sandbox.journal().mark();
    long clusterWrites = ClusterWrites.soFar(client);
    long statusWrites = ClusterWrites.ofStatusSoFar(client, "teammemberships");

    // Applies all at once, to measure the operator and not a client that applies one by one.
    var resources =
        IntStream.range(0, RESOURCES)
            .mapToObj(i -> membership(team, i))
            .<Runnable>map(yaml -> () -> installation.apply(yaml))
            .toList();
    long start = System.nanoTime();
    double applying = AtOnce.seconds(resources);
    installation.awaitReady(TeamMembership.class);
    double seconds = (System.nanoTime() - start) / 1e9;
    var requests = sandbox.journal().since(mark);
    check(team, sandbox);
    LockSupport.parkNanos(SETTLED_AFTER.toNanos());
    return new Figures(
        seconds,
        applying,
        requests,
        ClusterWrites.ofStatusSoFar(client, "teammemberships") - statusWrites,
        // Subtracts the writes of the benchmark: one create for each resource.
        ClusterWrites.soFar(client) - clusterWrites - RESOURCES);
  }

  private static void check(String team, Sandbox sandbox) {
    var held =
        sandbox.world().members(team).stream()
            .filter(member -> member.type() == SandboxAccountType.USER)
            .collect(Collectors.groupingBy(SandboxWorld.Member::role, Collectors.counting()));
    if (!held.equals(DECLARED)) {
      throw new IllegalStateException("ready, but not as declared: " + held);
    }
  }

  private static String membership(String team, int number) {
    var people =
        IntStream.range(number * PEOPLE_EACH, (number + 1) * PEOPLE_EACH)
            .mapToObj(person -> "{email: " + email(person) + "}")
            .collect(Collectors.joining(", "));
    return """
    apiVersion: iam.wandb.com/v1alpha1
    kind: TeamMembership
    metadata: {name: %s-%d, namespace: default}
    spec:
      teamRef: {name: %s}
      users: [%s]
      role: %s
    """
        .formatted(team, number, team, people, role(number));
  }

  private static String role(int number) {
    if (number < ADMIN_RESOURCES) {
      return "Admin";
    }
    return number < ADMIN_RESOURCES + VIEWER_RESOURCES ? "Viewer" : "Member";
  }

  private static String email(int person) {
    return "person-" + person + "@example.com";
  }

  private static void print(Figures first, double bareFirst, Figures again, double bareAgain) {
    System.out.println(
        "| round | all Ready after | applying took | first to last server request | server writes |"
            + " group PATCHes | user PATCHes | server reads | TeamMembership status writes |"
            + " for each resource | all cluster writes for each | the bare server writes take |"
            + " ratio |");
    System.out.println(
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    System.out.println(first.row("first", bareFirst));
    System.out.println(again.row("again", bareAgain));
    System.out.println("server requests, first: " + first.byOperation());
    System.out.println("server requests, again: " + again.byOperation());
  }
}
