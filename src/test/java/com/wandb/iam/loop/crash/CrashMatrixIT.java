package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.loop.world.SideBySide;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills the operator immediately before and after each of its writes to either side. The next
 * process must reach the same state: one account, exactly the server's live keys in the Secret, and
 * never a current key that does not work. The writes are those of an undisturbed run. Nothing
 * changes between two writes, so a kill around a read equals a kill around the previous write.
 *
 * <p>All cases run in parallel: first once undisturbed, then once for each write and moment. The
 * operator stops serving each case at its write, and one kill of the process ends all cases.
 */
@Tag("alone")
class CrashMatrixIT {

  /**
   * An operation on an account.
   *
   * @param prepared sets up the account
   * @param act starts the operation
   * @param done returns whether the operation is complete
   */
  private record Deed(
      String name,
      Consumer<TestServiceAccount> prepared,
      Consumer<TestServiceAccount> act,
      Predicate<TestServiceAccountState> done) {}

  /** An operation on a server, and the operator's writes in an undisturbed run. */
  private record Plan(KeySite site, Deed deed, List<String> writes) {}

  /** A service account under an operation, with the write at which the operator dies. */
  private record Life(Plan plan, TestServiceAccount robot, int write, Writes.Moment moment) {
    void start() {
      robot.arm(write, moment);
      plan.deed().act().accept(robot);
    }
  }

  private static List<Deed> deeds(KeySite site) {
    var deeds = new ArrayList<Deed>();
    deeds.add(
        new Deed(
            "make",
            robot -> {},
            TestServiceAccount::apply,
            site.isHashed()
                ? sight -> sight.asksForImport() && sight.isOwn()
                : TestServiceAccountState::isSettled));
    if (site.isHashed()) {
      deeds.add(
          new Deed(
              "import",
              TestServiceAccount::madeAndKeyed,
              TestServiceAccount::apply,
              TestServiceAccountState::isSettled));
    }
    deeds.add(
        new Deed(
            "rotate",
            TestServiceAccount::ready,
            robot -> robot.order("rotate", "one"),
            sight -> sight.isSettled() && sight.hasPrevious()));
    deeds.add(
        new Deed(
            "rotate and revoke",
            robot -> {
              robot.overlapsShortly(true);
              robot.ready();
            },
            robot -> robot.order("rotate", "one"),
            CrashMatrixIT::hasOneNewKey));
    deeds.add(
        new Deed(
            "revoke now",
            TestServiceAccount::ready,
            robot -> robot.order("revoke-now", "one"),
            CrashMatrixIT::hasOneNewKey));
    deeds.add(
        new Deed(
            "move",
            TestServiceAccount::ready,
            robot -> {
              robot.movesTo("-moved");
              robot.apply();
            },
            TestServiceAccountState::isSettled));
    deeds.add(
        new Deed(
            "deliver",
            TestServiceAccount::ready,
            robot -> {
              robot.deliversElsewhere(true);
              robot.apply();
            },
            sight -> sight.isSettled() && sight.isDelivered()));
    deeds.add(
        new Deed(
            "delete",
            TestServiceAccount::ready,
            TestServiceAccount::delete,
            sight -> sight.robot().isGone(sight)));
    return deeds;
  }

  private static boolean hasOneNewKey(TestServiceAccountState sight) {
    return sight.isSettled() && sight.robot().hasMoreKeysThan(sight) && !sight.hasPrevious();
  }

  @Test
  void crash_around_any_write_converges_to_the_same_state() {
    try (var world = new CrashWorld(SandboxVersion.V0_81, SandboxVersion.V0_84)) {
      var plans = undisturbed(world);
      var lives = plans.stream().flatMap(plan -> lives(world, plan).stream()).toList();
      SideBySide.each(lives, life -> life.plan().deed().prepared().accept(life.robot()));
      SideBySide.each(lives, Life::start);
      SideBySide.each(
          lives,
          life -> life.robot().awaitOrDeath(life.plan().deed().name(), life.plan().deed().done()));
      var killed = lives.stream().filter(life -> life.robot().isDead()).toList();
      world.killAndStart();
      SideBySide.each(lives, life -> ends(life.plan().deed(), life.robot()));
      world.assertCurrentKeysAlwaysWorked();
      print(plans, killed);
      world.assertNoKeyIsToldAnywhere();
    }
  }

  private static List<Plan> undisturbed(CrashWorld world) {
    var plans =
        world.sites().stream()
            .flatMap(site -> deeds(site).stream().map(deed -> new Plan(site, deed, List.of())))
            .toList();
    return SideBySide.map(plans, plan -> undisturbed(world, plan));
  }

  private static Plan undisturbed(CrashWorld world, Plan plan) {
    var robot = world.robot(plan.site(), "undisturbed");
    plan.deed().prepared().accept(robot);
    robot.arm(0, Writes.Moment.BEFORE);
    plan.deed().act().accept(robot);
    ends(plan.deed(), robot);
    return new Plan(plan.site(), plan.deed(), robot.writes());
  }

  private static List<Life> lives(CrashWorld world, Plan plan) {
    var lives = new ArrayList<Life>();
    for (int write = 1; write <= plan.writes().size(); write++) {
      for (var moment : Writes.Moment.values()) {
        var fate =
            "%s, killed %s write %d of %s"
                .formatted(plan.deed().name(), moment, write, plan.writes());
        lives.add(new Life(plan, world.robot(plan.site(), fate), write, moment));
      }
    }
    return lives;
  }

  /**
   * A Secret outside its declared place, such as a former one or a copy, is not the final state.
   */
  private static void ends(Deed deed, TestServiceAccount robot) {
    robot.await(deed.name(), sight -> deed.done().test(sight) && robot.isTidy(sight));
  }

  private static void print(List<Plan> plans, List<Life> killed) {
    System.out.println("| server | what is done | writes | kills | end |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (var plan : plans) {
      long kills = killed.stream().filter(life -> life.plan() == plan).count();
      System.out.printf(
          "| %s | %s | %d | %d | as undisturbed |%n",
          plan.site().version(), plan.deed().name(), plan.writes().size(), kills);
      assertThat(kills)
          .as("kills of %d for %s", 2 * plan.writes().size(), plan.deed().name())
          .isGreaterThanOrEqualTo(plan.writes().size());
    }
  }
}
