package com.wandb.iam.access.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a key is rotated, and how long the previous key stays valid.
 *
 * @param every the interval of scheduled rotations; null if keys rotate only on request
 * @param overlap the minimum time that both keys are valid
 * @param maxOverlap the time after which the previous key is revoked in any case; null if it is
 *     kept as long as a running pod uses it
 */
public record KeySchedule(
    @Nullable Duration every, Duration overlap, @Nullable Duration maxOverlap) {
  /** The minimum time between a rotation and the next requested one. */
  public static final Duration PAUSE = Duration.ofMinutes(5);

  /** The schedule if the spec declares none. */
  public static final KeySchedule ON_DEMAND = new KeySchedule(null, Duration.ofHours(24), null);

  private static final int SHARE = 10;
  private static final int STEPS = 1000;

  /**
   * Returns when the next rotation is due, up to a tenth of the interval early, so that many keys
   * created together do not rotate together. The result is constant for each key.
   *
   * @param seed identifies the key
   */
  public Optional<Instant> rotatesAt(Instant createdAt, String seed) {
    if (every == null) {
      return Optional.empty();
    }
    long step = Math.floorMod(seed.hashCode(), STEPS);
    var earlier = every.dividedBy(SHARE).multipliedBy(step).dividedBy(STEPS);
    return Optional.of(createdAt.plus(every).minusSeconds(earlier.toSeconds()));
  }

  /**
   * Returns the earliest time at which the previous key is revoked.
   *
   * @param createdAt when the current key was created
   */
  public Instant revokesAt(Instant createdAt) {
    return createdAt.plus(overlap);
  }

  /** Returns when the previous key is revoked in any case; empty if there is no limit. */
  public Optional<Instant> endsAt(Instant createdAt) {
    return Optional.ofNullable(maxOverlap).map(createdAt::plus);
  }
}
