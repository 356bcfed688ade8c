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
  private record Operation(
      String name,
      Consumer<TestServiceAccount> prepared,
      Consumer<TestServiceAccount> act,
      Predicate<TestServiceAccountState> done) {}

  /** An operation on a server, and the operator's writes in an undisturbed run. */
  private record Plan(KeySite site, Operation operation, List<String> writes) {}

  /** A service account under an operation, with the write at which the operator dies. */
  private record CrashCase(
      Plan plan, TestServiceAccount testAccount, int write, Writes.Moment moment) {
    void start() {
      testAccount.arm(write, moment);
      plan.operation().act().accept(testAccount);
    }
  }

  private static List<Operation> deeds(KeySite site) {
    var deeds = new ArrayList<Operation>();
    deeds.add(
        new Operation(
            "make",
            testAccount -> {},
            TestServiceAccount::apply,
            site.isHashed()
                ? observed -> observed.asksForImport() && observed.isOwn()
                : TestServiceAccountState::isSettled));
    if (site.isHashed()) {
      deeds.add(
          new Operation(
              "import",
              TestServiceAccount::createWithKey,
              TestServiceAccount::apply,
              TestServiceAccountState::isSettled));
    }
    deeds.add(
        new Operation(
            "rotate",
            TestServiceAccount::ready,
            testAccount -> testAccount.order("rotate", "one"),
            observed -> observed.isSettled() && observed.hasPrevious()));
    deeds.add(
        new Operation(
            "rotate and revoke",
            testAccount -> {
              testAccount.overlapsShortly(true);
              testAccount.ready();
            },
            testAccount -> testAccount.order("rotate", "one"),
            CrashMatrixIT::hasOneNewKey));
    deeds.add(
        new Operation(
            "revoke now",
            TestServiceAccount::ready,
            testAccount -> testAccount.order("revoke-now", "one"),
            CrashMatrixIT::hasOneNewKey));
    deeds.add(
        new Operation(
            "move",
            TestServiceAccount::ready,
            testAccount -> {
              testAccount.movesTo("-moved");
              testAccount.apply();
            },
            TestServiceAccountState::isSettled));
    deeds.add(
        new Operation(
            "deliver",
            TestServiceAccount::ready,
            testAccount -> {
              testAccount.deliversElsewhere(true);
              testAccount.apply();
            },
            observed -> observed.isSettled() && observed.isDelivered()));
    deeds.add(
        new Operation(
            "delete",
            TestServiceAccount::ready,
            TestServiceAccount::delete,
            observed -> observed.testAccount().objects().isGone(observed)));
    return deeds;
  }

  private static boolean hasOneNewKey(TestServiceAccountState observed) {
    return observed.isSettled()
        && observed.testAccount().hasMoreKeysThan(observed)
        && !observed.hasPrevious();
  }

  @Test
  void crash_around_any_write_converges_to_the_same_state() {
    try (var world = new CrashWorld(SandboxVersion.V0_81, SandboxVersion.V0_84)) {
      var plans = undisturbed(world);
      var cases = plans.stream().flatMap(plan -> cases(world, plan).stream()).toList();
      SideBySide.each(cases, one -> one.plan().operation().prepared().accept(one.testAccount()));
      SideBySide.each(cases, CrashCase::start);
      SideBySide.each(
          cases,
          one ->
              one.testAccount()
                  .awaitOrDeath(one.plan().operation().name(), one.plan().operation().done()));
      var killed = cases.stream().filter(one -> one.testAccount().isDead()).toList();
      world.killAndStart();
      SideBySide.each(cases, one -> ends(one.plan().operation(), one.testAccount()));
      world.assertCurrentKeysAlwaysWorked();
      print(plans, killed);
      world.assertNoKeyIsReadable();
    }
  }

  private static List<Plan> undisturbed(CrashWorld world) {
    var plans =
        world.sites().stream()
            .flatMap(
                site -> deeds(site).stream().map(operation -> new Plan(site, operation, List.of())))
            .toList();
    return SideBySide.map(plans, plan -> undisturbed(world, plan));
  }

  private static Plan undisturbed(CrashWorld world, Plan plan) {
    var testAccount = world.testAccount(plan.site(), "undisturbed");
    plan.operation().prepared().accept(testAccount);
    testAccount.arm(0, Writes.Moment.BEFORE);
    plan.operation().act().accept(testAccount);
    ends(plan.operation(), testAccount);
    return new Plan(plan.site(), plan.operation(), testAccount.writes());
  }

  private static List<CrashCase> cases(CrashWorld world, Plan plan) {
    var cases = new ArrayList<CrashCase>();
    for (int write = 1; write <= plan.writes().size(); write++) {
      for (var moment : Writes.Moment.values()) {
        var fate =
            "%s, killed %s write %d of %s"
                .formatted(plan.operation().name(), moment, write, plan.writes());
        cases.add(new CrashCase(plan, world.testAccount(plan.site(), fate), write, moment));
      }
    }
    return cases;
  }

  /**
   * A Secret outside its declared place, such as a former one or a copy, is not the final state.
   */
  private static void ends(Operation operation, TestServiceAccount testAccount) {
    testAccount.await(
        operation.name(),
        observed -> operation.done().test(observed) && testAccount.objects().isTidy(observed));
  }

  private static void print(List<Plan> plans, List<CrashCase> killed) {
    System.out.println("| server | what is done | writes | kills | end |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (var plan : plans) {
      long kills = killed.stream().filter(one -> one.plan() == plan).count();
      System.out.printf(
          "| %s | %s | %d | %d | as undisturbed |%n",
          plan.site().version(), plan.operation().name(), plan.writes().size(), kills);
      assertThat(kills)
          .as("kills of %d for %s", 2 * plan.writes().size(), plan.operation().name())
          .isGreaterThanOrEqualTo(plan.writes().size());
    }
  }
}
