package com.wandb.iam.loop.crash;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Client that continuously reads the Secrets of all service accounts and reports each current key
 * that does not work. Also checks, before a key is revoked, that clients no longer read it. Ignores
 * resources that are being deleted.
 */
final class KeyWitness implements AutoCloseable {
  private static final int PERIOD_MILLIS = 20;

  private final Collection<TestServiceAccount> testAccounts;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("witness").factory());

  KeyWitness(Collection<TestServiceAccount> testAccounts) {
    this.testAccounts = testAccounts;
    looking.scheduleWithFixedDelay(this::sync, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sync() {
    for (var testAccount : testAccounts) {
      try {
        testAccount
            .fromWatch()
            .current()
            .filter(key -> !testAccount.site().world().isLive(key))
            .filter(key -> isCurrentNow(testAccount, key))
            .ifPresent(
                key -> complaints.add(testAccount + ": a client read a key that does not work"));
      } catch (RuntimeException failure) {
        complaints.add(testAccount + ": the witness could not look: " + failure);
      }
    }
  }

  /** Reads the API server, because the watch may be late. */
  private static boolean isCurrentNow(TestServiceAccount testAccount, String key) {
    var now = testAccount.now();
    return now.isWanted() && now.current().filter(key::equals).isPresent();
  }

  /** Checks a key before the request to revoke it is sent. */
  void revoking(String name, String key) {
    testAccounts.stream()
        .filter(testAccount -> testAccount.name().equals(name))
        .filter(testAccount -> isCurrentNow(testAccount, key))
        .forEach(testAccount -> complaints.add(testAccount + ": the current key was revoked"));
  }

  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
