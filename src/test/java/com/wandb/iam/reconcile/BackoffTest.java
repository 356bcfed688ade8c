package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final ResourceID VISION = new ResourceID("vision", "ml");
  private static final RandomGenerator LATEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), LATEST);

  @Test
  void doubles_up_to_the_cap_and_never_ends() {
    assertThat(delays(5))
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10));
    assertThat(delays(1_000)).containsOnly(Duration.ofSeconds(10));
  }

  @Test
  void backoff_restarts_after_success_and_per_resource() {
    delays(4);
    assertThat(backoff.next(Team.class, new ResourceID("speech", "ml")))
        .isEqualTo(Duration.ofSeconds(1));
    backoff.reset(Team.class, VISION);
    assertThat(delays(1)).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void is_spread_over_the_later_half() {
    var random =
        new Backoff(
            Duration.ofSeconds(8), Duration.ofSeconds(8), RandomGenerator.of("L64X128MixRandom"));
    var delays = Stream.generate(() -> random.next(Team.class, VISION)).limit(200).toList();
    assertThat(delays)
        .allSatisfy(
            delay -> assertThat(delay).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8)));
    assertThat(Set.copyOf(delays)).hasSizeGreaterThan(100);
  }

  private List<Duration> delays(int count) {
    return Stream.generate(() -> backoff.next(Team.class, VISION)).limit(count).toList();
  }
}
