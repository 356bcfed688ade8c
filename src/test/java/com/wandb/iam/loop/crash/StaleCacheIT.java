package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.sandbox.state.SandboxVersion;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Delays the operator's own changes in its cache, as a busy API server does. */
class StaleCacheIT {
  private static final String A_PASS = "Reconciling resource";
  private static final int PASSES = 5;

  private static CrashWorld world;

  @BeforeAll
  static void begin() {
    world = new CrashWorld(SandboxVersion.V0_84, SandboxVersion.V0_81);
  }

  @AfterAll
  static void end() {
    world.close();
  }

  private static TestServiceAccount robot(int site, String fate) {
    return world.robot(world.sites().get(site), fate);
  }

  /** When the answer arrives, the operator reconciles another resource with the same name. */
  @Test
  void recreated_account_is_reconciled_during_the_former_cleanup() {
    var robot = robot(1, "made anew");
    robot.ready();
    world.holdDepartureOf(robot);
    robot.delete();
    robot.await("go", TestServiceAccountState::isGone);
    robot.apply();
    robot.await("be taken in hand", StaleCacheIT::isHeld);
    world.hearAgain();
    robot.await("be ready again", TestServiceAccountState::isSettled);
    robot.deleteSecret();
    robot.await("have its Secret again", TestServiceAccountState::isSettled);
  }

  private static boolean isHeld(TestServiceAccountState sight) {
    return sight
        .resource()
        .filter(account -> !account.getMetadata().getFinalizers().isEmpty())
        .isPresent();
  }

  @Test
  void reconciliation_uses_its_last_write_without_a_watch_event() {
    var robot = robot(0, "unheard");
    world.deafenAt(robot);
    robot.apply();
    Awaitility.await("passes without a word from the cluster")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world.saidAbout(robot.name()).stream().filter(line -> line.contains(A_PASS)).count()
                    >= PASSES);
    assertThat(world.saidAbout(robot.name()))
        .noneMatch(line -> line.contains("already; set adoptionPolicy"));
    var now = robot.now();
    assertThat(now.asksForImport()).isTrue();
    assertThat(now.isOwn()).isTrue();
    world.hearAgain();
    robot.giveKey();
    robot.apply();
    robot.await("be ready", TestServiceAccountState::isSettled);
  }
}
