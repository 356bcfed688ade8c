package com.wandb.iam.loop.crash;

import com.wandb.iam.loop.world.Tally;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A random sequence of about a dozen operations on one ServiceAccount under injected faults. */
final class RandomScenario {
  private static final int FEWEST = 5;
  private static final int MOST = 10;
  private static final Duration LONGEST_REST = Duration.ofSeconds(3);

  private final TestServiceAccount testAccount;
  private final RandomGenerator random;
  private final Tally operations;
  private boolean wanted;

  RandomScenario(TestServiceAccount testAccount, RandomGenerator random, Tally operations) {
    this.testAccount = testAccount;
    this.random = random;
    this.operations = operations;
  }

  TestServiceAccount testAccount() {
    return testAccount;
  }

  /** Returns whether the resource must exist at the end. */
  boolean isWanted() {
    return wanted;
  }

  /** Runs the operations. Sometimes waits until the state converges. */
  void live() {
    create();
    int many = random.nextInt(FEWEST, MOST + 1);
    for (int i = 0; i < many; i++) {
      rest();
      if (!wanted) {
        createAgain();
      } else {
        operate();
      }
    }
  }

  private void rest() {
    var rest = Duration.ofMillis(random.nextLong(LONGEST_REST.toMillis()));
    testAccount.becomes(
        observed -> isConverged(observed) || (wanted && observed.asksForImport()), rest);
    if (wanted && testAccount.is(TestServiceAccountState::asksForImport)) {
      help();
    }
  }

  private void create() {
    wanted = true;
    testAccount.note("create");
    testAccount.apply();
    operations.count("create");
  }

  private void createAgain() {
    if (testAccount.becomes(TestServiceAccountState::isGone, LONGEST_REST)) {
      create();
    }
  }

  private void operate() {
    var drawn = KeyOperation.values()[random.nextInt(KeyOperation.values().length)];
    wanted = drawn != KeyOperation.DELETE;
    testAccount.note(drawn.toString());
    drawn.on(testAccount, random);
    operations.count(drawn.toString());
  }

  /** Does the steps of a user. */
  private void help() {
    if (testAccount.needsKey()) {
      testAccount.note("import");
      testAccount.giveKey();
      testAccount.apply();
      operations.count("import");
    }
  }

  /** Returns whether the state matches the declaration. */
  boolean isConverged(TestServiceAccountState observed) {
    return wanted
        ? observed.isSettled() && observed.isObeyed() && testAccount.objects().isTidy(observed)
        : testAccount.objects().isGone(observed);
  }

  /** Waits until the state matches the declaration, and does the steps of a user if necessary. */
  void end() {
    testAccount.await(
        "be as declared",
        observed -> {
          if (wanted && observed.asksForImport()) {
            help();
          }
          return isConverged(observed);
        });
  }
}
