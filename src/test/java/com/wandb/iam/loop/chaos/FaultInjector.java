package com.wandb.iam.loop.chaos;

import com.wandb.iam.loop.crash.Writes;
import com.wandb.iam.loop.world.Tally;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Injects faults while a test runs: servers fail, throttle, and lose requests and answers;
 * connections to the cluster break; and custom faults strike.
 */
public final class FaultInjector implements AutoCloseable {
  /**
   * A fault that repeats.
   *
   * @param name in the plural
   * @param shortest pause between two faults
   */
  public record RepeatedFault(String name, Duration shortest, Duration longest, Runnable strike) {}

  /**
   * Faults of a server.
   *
   * @param operations affected operations; a repeated operation is affected more often
   * @param faults likewise
   */
  public record ServerFaults(List<String> operations, List<SandboxFault> faults) {
    /**
     * Faults for tests that create accounts and keys. Also truncates lists, including lists of
     * keys.
     */
    public static final ServerFaults OF_KEYS =
        new ServerFaults(
            List.of(
                "graphql.createServiceAccount",
                "graphql.generateApiKey",
                "graphql.deleteApiKey",
                "scim.users.create",
                "scim.users.delete",
                "graphql.*",
                "graphql.*",
                "scim.*",
                "*"),
            List.of(
                SandboxFault.status(500),
                SandboxFault.status(502),
                SandboxFault.status(503),
                SandboxFault.throttle(Duration.ofSeconds(1)),
                new SandboxFault.DropBefore(),
                new SandboxFault.DropAfter(),
                new SandboxFault.DropAfter(),
                new SandboxFault.TruncatedList(),
                new SandboxFault.ShrunkenList()));

    /**
     * Faults for tests that change everything. Also truncates lists, slows the server down, and
     * changes its organization.
     */
    static final ServerFaults OF_ALL_KINDS =
        new ServerFaults(
            List.of(
                "scim.groups.*",
                "scim.users.*",
                "scim.roles.*",
                "scim.*",
                "graphql.createServiceAccount",
                "graphql.*",
                "*",
                "*"),
            List.of(
                SandboxFault.status(500),
                SandboxFault.status(503),
                SandboxFault.throttle(Duration.ofSeconds(1)),
                new SandboxFault.DropBefore(),
                new SandboxFault.DropAfter(),
                new SandboxFault.DropAfter(),
                new SandboxFault.Stall(),
                new SandboxFault.TruncatedList(),
                new SandboxFault.ShrunkenList(),
                new SandboxFault.Page()));
  }

  private static final int MOST_WAITING = 5;
  private static final long LONGEST_PAUSE_MILLIS = 400;

  /** Time in which a pause notices the end. */
  private final List<Sandbox> servers;

  private final Writes writes;
  private final ServerFaults serverFaults;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<CompletableFuture<Void>> blowing = new ArrayList<>();
  private final Tally repeatedFaults = new Tally();
  private final CountDownLatch end = new CountDownLatch(1);

  private FaultInjector(List<Sandbox> servers, Writes writes, ServerFaults serverFaults) {
    this.servers = servers;
    this.writes = writes;
    this.serverFaults = serverFaults;
  }

  public static FaultInjector over(
      List<Sandbox> servers,
      Writes writes,
      ServerFaults serverFaults,
      List<RepeatedFault> repeatedFaults,
      SplittableRandom random) {
    var injector = new FaultInjector(servers, writes, serverFaults);
    injector.start(random.split(), injector::strike);
    repeatedFaults.forEach(
        repeated -> injector.start(random.split(), drawn -> injector.repeated(repeated, drawn)));
    return injector;
  }

  private void start(SplittableRandom random, Consumer<RandomGenerator> work) {
    blowing.add(CompletableFuture.runAsync(() -> work.accept(random), threads));
  }

  private void strike(RandomGenerator random) {
    do {
      var server = servers.get(random.nextInt(servers.size()));
      var where = serverFaults.operations().get(random.nextInt(serverFaults.operations().size()));
      var fault = serverFaults.faults().get(random.nextInt(serverFaults.faults().size()));
      if (random.nextInt(4) == 0) {
        var moments = Writes.Moment.values();
        writes.cutOnce(moments[random.nextInt(moments.length)]);
      } else {
        if (server.faults().rules().size() > MOST_WAITING) {
          // Removes faults for operations that this server never gets.
          server.faults().clear();
        }
        server.faults().once(where, fault);
      }
    } while (!endsWithin(random.nextLong(LONGEST_PAUSE_MILLIS)));
  }

  private void repeated(RepeatedFault repeated, RandomGenerator random) {
    while (!endsWithin(
        random.nextLong(repeated.shortest().toMillis(), repeated.longest().toMillis()))) {
      repeated.strike().run();
      repeatedFaults.count(repeated.name());
    }
  }

  /** Waits for that time or until the end, and returns whether the end came. */
  private boolean endsWithin(long millis) {
    try {
      return end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Returns the number of custom faults by name. */
  public Tally repeatedFaults() {
    return repeatedFaults;
  }

  /** Returns the number of server faults by kind. */
  public Tally struck() {
    var struck = new Tally();
    servers.stream()
        .flatMap(server -> server.journal().entries().stream())
        .map(SandboxJournal.Entry::fault)
        .flatMap(Optional::stream)
        .forEach(
            fault -> struck.count(fault.replaceAll("\\[.*?(\\d+).*", " $1").replace("[]", "")));
    writes
        .cuts()
        .forEach(
            (moment, many) -> {
              for (int i = 0; i < many; i++) {
                struck.count("cut " + moment);
              }
            });
    return struck;
  }

  /** Removes all faults after the last one has ended. */
  @Override
  public void close() {
    end.countDown();
    try (threads) {
      blowing.forEach(CompletableFuture::join);
    }
    servers.forEach(server -> server.faults().clear());
    writes.cutNoMore();
  }
}
