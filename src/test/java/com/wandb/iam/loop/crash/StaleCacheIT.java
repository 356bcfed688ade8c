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

  private static TestServiceAccount testAccount(int site, String fate) {
    return world.testAccount(world.sites().get(site), fate);
  }

  /** When the answer arrives, the operator reconciles another resource with the same name. */
  @Test
  void recreated_account_is_reconciled_during_the_former_cleanup() {
    var testAccount = testAccount(1, "recreated");
    testAccount.ready();
    world.holdFinalizerRemovalOf(testAccount);
    testAccount.delete();
    testAccount.await("be deleted", TestServiceAccountState::isGone);
    testAccount.apply();
    testAccount.await("be reconciled", StaleCacheIT::isHeld);
    world.releaseWatches();
    testAccount.await("be ready again", TestServiceAccountState::isSettled);
    testAccount.deleteSecret();
    testAccount.await("get its Secret back", TestServiceAccountState::isSettled);
  }

  private static boolean isHeld(TestServiceAccountState observed) {
    return observed
        .resource()
        .filter(account -> !account.getMetadata().getFinalizers().isEmpty())
        .isPresent();
  }

  @Test
  void reconciliation_uses_its_last_write_without_a_watch_event() {
    var testAccount = testAccount(0, "unheard");
    world.holdWatchesAt(testAccount);
    testAccount.apply();
    Awaitility.await("reconciliations without watch events")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world.linesAbout(testAccount.name()).stream()
                        .filter(line -> line.contains(A_PASS))
                        .count()
                    >= PASSES);
    assertThat(world.linesAbout(testAccount.name()))
        .noneMatch(line -> line.contains("adoptionPolicy to IfExists"));
    var now = testAccount.now();
    assertThat(now.asksForImport()).isTrue();
    assertThat(now.isOwn()).isTrue();
    world.releaseWatches();
    testAccount.giveKey();
    testAccount.apply();
    testAccount.await("be ready", TestServiceAccountState::isSettled);
  }
}
