package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.sandbox.SandboxVersion;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The operator hears late what it wrote itself, as it does from a busy API server. */
class LateWatchesIT {
  private static final String A_PASS = "Reconciling resource";
  private static final int PASSES = 5;

  @Test
  void a_pass_knows_what_the_one_before_wrote_although_no_watch_told_it() {
    try (var world = new CrashWorld(SandboxVersion.V0_84)) {
      var robot = world.robot(world.sites().getFirst(), "unheard");
      world.deafenAt(robot);
      robot.apply();
      Awaitility.await("passes without a word from the cluster")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  world.saidAbout(robot.name()).stream()
                          .filter(line -> line.contains(A_PASS))
                          .count()
                      >= PASSES);
      assertThat(world.saidAbout(robot.name()))
          .noneMatch(line -> line.contains("already; set adoptionPolicy"));
      var now = robot.now();
      assertThat(now.asksForImport()).isTrue();
      assertThat(now.isOwn()).isTrue();
      world.hearAgain();
      robot.giveKey();
      robot.apply();
      robot.await("be ready", RobotSight::isSettled);
    }
  }
}
