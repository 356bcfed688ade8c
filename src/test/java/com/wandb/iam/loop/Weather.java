package com.wandb.iam.loop;

import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxJournal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * What goes wrong while others work: servers fail, throttle, and lose requests and answers,
 * connections to the cluster break, and the operator is killed.
 */
final class Weather implements AutoCloseable {
  private static final List<String> STRUCK =
      List.of(
          "graphql.createServiceAccount",
          "graphql.generateApiKey",
          "graphql.deleteApiKey",
          "scim.users.create",
          "scim.users.delete",
          "graphql.*",
          "graphql.*",
          "scim.*",
          "*");
  private static final List<SandboxFault> FAULTS =
      List.of(
          SandboxFault.status(500),
          SandboxFault.status(502),
          SandboxFault.status(503),
          SandboxFault.throttle(Duration.ofSeconds(1)),
          new SandboxFault.DropBefore(),
          new SandboxFault.DropAfter(),
          new SandboxFault.DropAfter());
  private static final int MOST_WAITING = 5;
  private static final long LONGEST_PAUSE_MILLIS = 400;
  private static final int SHORTEST_LIFE_MILLIS = 3_000;
  private static final int LONGEST_LIFE_MILLIS = 9_000;

  private final CrashWorld world;
  private final RandomGenerator random;
  private final Thread faults;
  private final Thread kills;
  private final Tally killed = new Tally();
  private volatile boolean over;

  private Weather(CrashWorld world, RandomGenerator random, RandomGenerator forKills) {
    this.world = world;
    this.random = random;
    this.faults = Thread.ofVirtual().name("faults").start(this::strike);
    this.kills = Thread.ofVirtual().name("kills").start(() -> kill(forKills));
  }

  static Weather over(CrashWorld world, RandomGenerator random, RandomGenerator forKills) {
    return new Weather(world, random, forKills);
  }

  private void strike() {
    while (!over) {
      var site = world.sites().get(random.nextInt(world.sites().size()));
      var where = STRUCK.get(random.nextInt(STRUCK.size()));
      var fault = FAULTS.get(random.nextInt(FAULTS.size()));
      if (random.nextInt(4) == 0) {
        var moments = Writes.Moment.values();
        world.writes().cutOnce(moments[random.nextInt(moments.length)]);
      } else {
        if (site.sandbox().faults().rules().size() > MOST_WAITING) {
          // Among these are some that this server is never asked for.
          site.sandbox().faults().clear();
        }
        site.sandbox().faults().once(where, fault);
      }
      pause(random.nextLong(LONGEST_PAUSE_MILLIS));
    }
  }

  private void kill(RandomGenerator drawn) {
    pause(drawn.nextLong(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
    while (!over) {
      world.killAndStart();
      killed.count("kills");
      pause(drawn.nextLong(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
    }
  }

  private void pause(long millis) {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    while (!over && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(this, Math.max(1, end - System.nanoTime()));
    }
  }

  int kills() {
    return killed.sum();
  }

  /** What struck, by kind. */
  Tally struck() {
    var struck = new Tally();
    world.sites().stream()
        .flatMap(site -> site.sandbox().journal().entries().stream())
        .map(SandboxJournal.Entry::fault)
        .flatMap(Optional::stream)
        .forEach(
            fault -> struck.count(fault.replaceAll("\\[.*?(\\d+).*", " $1").replace("[]", "")));
    world
        .writes()
        .cuts()
        .forEach(
            (moment, many) -> {
              for (int i = 0; i < many; i++) {
                struck.count("cut " + moment);
              }
            });
    return struck;
  }

  /** Clears up; an operator is running then. */
  @Override
  public void close() {
    over = true;
    LockSupport.unpark(faults);
    LockSupport.unpark(kills);
    try {
      faults.join();
      kills.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    world.sites().forEach(site -> site.sandbox().faults().clear());
    world.writes().cutNoMore();
  }
}
