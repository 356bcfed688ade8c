package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.loop.chaos.FaultInjector;
import com.wandb.iam.loop.world.SideBySide;
import com.wandb.iam.loop.world.Tally;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two hundred service accounts with random operations, on servers of both kinds, while the servers
 * fail, connections break and the operator is killed. Afterwards each account matches its
 * declaration, and no key is outside its Secret.
 */
@Tag("alone")
class RandomKeysIT {
  private static final int RUNS = Integer.getInteger("wandb.iam.runs", 200);
  private static final int AT_A_TIME = 60;
  private static final long SEED =
      Long.getLong("wandb.iam.seed", new Random().nextInt(Integer.MAX_VALUE));

  @Test
  void random_faults_leak_no_key_lose_none_and_duplicate_no_account() {
    System.out.println("Random runs: repeat these with -Dwandb.iam.seed=" + SEED);
    try (var world = new CrashWorld(SandboxVersion.V0_81, SandboxVersion.V0_84)) {
      var operations = new Tally();
      var source = new SplittableRandom(SEED);
      var scenarios =
          IntStream.range(0, RUNS)
              .mapToObj(number -> scenario(world, number, source.split(), operations))
              .toList();
      var injector =
          FaultInjector.over(
              world.sites().stream().map(KeySite::sandbox).toList(),
              world.writes(),
              FaultInjector.ServerFaults.OF_KEYS,
              List.of(
                  new FaultInjector.RepeatedFault(
                      "kills", Duration.ofSeconds(3), Duration.ofSeconds(9), world::killAndStart)),
              source.split());
      try (injector) {
        var turns = new Semaphore(AT_A_TIME);
        SideBySide.each(scenarios, scenario -> inTurn(turns, scenario));
      }
      SideBySide.each(scenarios, RandomScenario::end);

      var leaked =
          SideBySide.map(scenarios, RandomKeysIT::leaked).stream().flatMap(List::stream).toList();
      var lost =
          scenarios.stream()
              .filter(RandomKeysIT::isLost)
              .map(RandomScenario::testAccount)
              .map(TestServiceAccount::toString)
              .toList();
      var undeclared = undeclared(world, scenarios);
      System.out.printf(
          "Random runs: seed %d, %d runs, operations %s, faults %s, %s, %d leaked, %d lost,"
              + " %d duplicates%n",
          SEED,
          scenarios.size(),
          operations,
          injector.struck(),
          injector.repeatedFaults(),
          leaked.size(),
          lost.size(),
          undeclared.size());
      assertThat(leaked).as("leaked %s", leaked).isEmpty();
      assertThat(lost).as("lost by %s", lost).isEmpty();
      assertThat(undeclared).isEmpty();
      assertThat(injector.repeatedFaults().sum()).isPositive();
      world.assertNoKeyIsReadable();
    }
  }

  private static RandomScenario scenario(
      CrashWorld world, int number, SplittableRandom random, Tally operations) {
    var site = world.sites().get(number % world.sites().size());
    var testAccount = world.testAccount(site, "run " + number + " of seed " + SEED);
    return new RandomScenario(testAccount, random, operations);
  }

  private static void inTurn(Semaphore turns, RandomScenario scenario) {
    turns.acquireUninterruptibly();
    try {
      scenario.live();
    } finally {
      turns.release();
    }
  }

  /**
   * Returns working keys of the operator that stay outside every Secret, including keys of deleted
   * accounts. A key that is being stored or revoked is no leak.
   */
  private static List<SandboxWorld.Key> leaked(RandomScenario scenario) {
    return scenario
            .testAccount()
            .becomes(observed -> leaked(observed).isEmpty(), TestServiceAccount.PATIENCE)
        ? List.of()
        : leaked(scenario.testAccount().now());
  }

  private static List<SandboxWorld.Key> leaked(TestServiceAccountState observed) {
    var inSecret = observed.inSecret();
    return observed.testAccount().objects().liveKeys().stream()
        .filter(observed.testAccount().objects()::isOurs)
        .filter(key -> !inSecret.contains(key.secret()))
        .toList();
  }

  private static boolean isLost(RandomScenario scenario) {
    return scenario.isWanted()
        && scenario
            .testAccount()
            .now()
            .current()
            .filter(scenario.testAccount().site().world()::isLive)
            .isEmpty();
  }

  /** Returns accounts beyond one for each wanted resource, and their history. */
  private static List<String> undeclared(CrashWorld world, List<RandomScenario> scenarios) {
    var undeclared = new ArrayList<String>();
    for (var site : world.sites()) {
      var accounts =
          new ArrayList<>(
              site.world().serviceAccounts(KeySite.TEAM).stream()
                  .map(SandboxWorld.User::username)
                  .filter(name -> !name.equals("wandb-operator"))
                  .toList());
      scenarios.stream()
          .filter(RandomScenario::isWanted)
          .forEach(scenario -> accounts.remove(scenario.testAccount().name()));
      accounts.forEach(name -> undeclared.add(name + ":\n" + history(scenarios, name)));
    }
    return undeclared;
  }

  private static String history(List<RandomScenario> scenarios, String account) {
    return scenarios.stream()
        .map(RandomScenario::testAccount)
        .filter(testAccount -> account.startsWith(testAccount.name()))
        .map(testAccount -> testAccount.report().history())
        .findFirst()
        .orElse("nobody's");
  }
}
