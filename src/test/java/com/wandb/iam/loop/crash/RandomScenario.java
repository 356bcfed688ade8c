package com.wandb.iam.loop.crash;

import com.wandb.iam.loop.world.Tally;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** A random sequence of about a dozen operations on one ServiceAccount under injected faults. */
final class RandomScenario {
  private static final int FEWEST = 5;
  private static final int MOST = 10;
  private static final Duration LONGEST_REST = Duration.ofSeconds(3);

  private final TestServiceAccount robot;
  private final RandomGenerator random;
  private final Tally operations;
  private boolean wanted;

  RandomScenario(TestServiceAccount robot, RandomGenerator random, Tally operations) {
    this.robot = robot;
    this.random = random;
    this.operations = operations;
  }

  TestServiceAccount robot() {
    return robot;
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
    robot.comesTo(sight -> isWell(sight) || (wanted && sight.asksForImport()), rest);
    if (wanted && robot.is(TestServiceAccountState::asksForImport)) {
      help();
    }
  }

  private void create() {
    wanted = true;
    robot.note("create");
    robot.apply();
    operations.count("create");
  }

  private void createAgain() {
    if (robot.comesTo(TestServiceAccountState::isGone, LONGEST_REST)) {
      create();
    }
  }

  private void operate() {
    var drawn = KeyOperation.values()[random.nextInt(KeyOperation.values().length)];
    wanted = drawn != KeyOperation.DELETE;
    robot.note(drawn.toString());
    drawn.on(robot, random);
    operations.count(drawn.toString());
  }

  /** Does the steps of a user. */
  private void help() {
    if (robot.needsKey()) {
      robot.note("import");
      robot.giveKey();
      robot.apply();
      operations.count("import");
    }
  }

  /** Returns whether the state matches the declaration. */
  boolean isWell(TestServiceAccountState sight) {
    return wanted
        ? sight.isSettled() && sight.isObeyed() && robot.isTidy(sight)
        : robot.isGone(sight);
  }

  /** Waits until the state matches the declaration, and does the steps of a user if necessary. */
  void end() {
    robot.await(
        "be as declared",
        sight -> {
          if (wanted && sight.asksForImport()) {
            help();
          }
          return isWell(sight);
        });
  }
}
