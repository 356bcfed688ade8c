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

  private final Collection<TestServiceAccount> robots;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("witness").factory());

  KeyWitness(Collection<TestServiceAccount> robots) {
    this.robots = robots;
    looking.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (var robot : robots) {
      try {
        robot
            .heard()
            .current()
            .filter(key -> !robot.site().world().isLive(key))
            .filter(key -> isToldNow(robot, key))
            .ifPresent(key -> complaints.add(robot + ": a client read a key that does not work"));
      } catch (RuntimeException failure) {
        complaints.add(robot + ": the witness could not look: " + failure);
      }
    }
  }

  /** Reads the API server, because the watch may be late. */
  private static boolean isToldNow(TestServiceAccount robot, String key) {
    var now = robot.now();
    return now.isWanted() && now.current().filter(key::equals).isPresent();
  }

  /** Checks a key before the request to revoke it is sent. */
  void revoking(String name, String key) {
    robots.stream()
        .filter(robot -> robot.name().equals(name))
        .filter(robot -> isToldNow(robot, key))
        .forEach(robot -> complaints.add(robot + ": the current key was revoked"));
  }

  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
