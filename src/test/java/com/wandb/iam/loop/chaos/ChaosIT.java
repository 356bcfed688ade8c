package com.wandb.iam.loop.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.loop.world.SideBySide;
import com.wandb.iam.loop.world.Tally;
import com.wandb.iam.sandbox.state.TeamHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Resources of all kinds change at random while the API server restarts, watches break, the W&B
 * server fails, and the operator is killed. Afterwards everything matches the declared resources,
 * no key is outside its Secret, nothing exists twice, and no team was ever without an admin.
 *
 * <p>This is the short form; {@code src/dev/run chaos} is the long one.
 */
@Tag("alone")
class ChaosIT {
  private static final Duration LENGTH =
      Duration.parse(System.getProperty("wandb.iam.chaos.length", "PT30S"));
  private static final Duration BETWEEN_KILLS =
      Duration.parse(System.getProperty("wandb.iam.chaos.kills", "PT8S"));
  private static final int SQUADS = Integer.getInteger("wandb.iam.chaos.squads", 9);
  private static final int ROLES = 4;
  private static final long SEED =
      Long.getLong("wandb.iam.seed", new Random().nextInt(Integer.MAX_VALUE));

  private final Tally operations = new Tally();

  @Test
  void resources_converge_under_chaos_and_teams_keep_an_admin() {
    System.out.println("Chaos: repeat it with -Dwandb.iam.seed=" + SEED);
    try (var world = new ChaosWorld()) {
      try {
        live(world);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            failure.getMessage() + "\nthe logs of all operators: " + world.keepLogs(), failure);
      }
    }
  }

  private void live(ChaosWorld world) {
    var source = new SplittableRandom(SEED);
    var roles =
        IntStream.rangeClosed(1, ROLES).mapToObj(i -> new RandomResource.OfRole("chaos-" + i));
    var declared = new ChaosDeclared(world, roles.toList(), fixtures(world, source));
    declared.roles().forEach(role -> role.want(true));
    declared.roles().forEach(world::apply);
    SideBySide.each(declared.fixtures(), TeamFixture::begin);
    declared.awaitAll();

    var injector =
        FaultInjector.over(
            List.of(world.sandbox()),
            world.writes(),
            FaultInjector.ServerFaults.OF_ALL_KINDS,
            world.repeatedFaults(BETWEEN_KILLS),
            source.split());
    try (injector) {
      long end = System.nanoTime() + LENGTH.toNanos();
      SideBySide.each(declared.fixtures(), fixture -> fixture.live(end));
    }
    SideBySide.each(declared.fixtures(), TeamFixture::settle);
    declared.awaitAll();

    var moments = world.sandbox().history().moments();
    var lost = lostAdmins(world, moments);
    System.out.printf(
        "Chaos: seed %d, %s, %d resources, operations %s, faults %s, %s, %d moments of teams,"
            + " %d of them without the admin that there was%n",
        SEED,
        LENGTH,
        SQUADS * TeamFixture.ITEMS + ROLES + 1,
        operations,
        injector.struck(),
        injector.repeatedFaults(),
        moments.size(),
        lost.size());
    assertThat(lost).isEmpty();
    assertThat(replayed(moments)).isEqualTo(declared.people());
    assertThat(injector.repeatedFaults().of("kills")).isPositive();
    assertThat(injector.repeatedFaults().of("restarts of the API server")).isPositive();
  }

  private List<TeamFixture> fixtures(ChaosWorld world, SplittableRandom source) {
    return IntStream.range(0, SQUADS)
        .mapToObj(number -> new TeamFixture(world, number, source.split(), operations))
        .toList();
  }

  /** Returns the moments at which an existing team lost its last admin, with what led there. */
  private static List<String> lostAdmins(ChaosWorld world, List<TeamHistory.Moment> moments) {
    var lost = new ArrayList<String>();
    var before = new HashMap<String, TeamHistory.Moment>();
    for (var moment : moments) {
      var last = before.put(moment.teamId(), moment);
      if (last != null && last.hasAdmin() && !moment.hasAdmin() && !moment.deleted()) {
        lost.add(last + " -> " + moment + "\n" + TeamStory.until(world.sandbox(), moment) + "\n");
      }
    }
    return lost;
  }

  /** Returns the state after all moments. It differs from the server if a moment is missing. */
  private static Map<String, Map<String, String>> replayed(List<TeamHistory.Moment> moments) {
    var teams = new HashMap<String, Map<String, String>>();
    for (var moment : moments) {
      if (moment.deleted()) {
        teams.remove(moment.team());
      } else {
        teams.put(moment.team(), moment.roles());
      }
    }
    return teams;
  }
}
