package com.wandb.iam.access.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a key is followed by the next one, and how long the one before goes on.
 *
 * @param every from one key to the next; null where it changes only on demand
 * @param overlap how long both keys work at least
 * @param maxOverlap after which the one before ends in any case; null where it waits for as long as
 *     something that runs holds it
 */
public record KeySchedule(
    @Nullable Duration every, Duration overlap, @Nullable Duration maxOverlap) {
  /** How long an order for a new key waits after the last renewal. */
  public static final Duration PAUSE = Duration.ofMinutes(5);

  /** What holds where nothing is declared. */
  public static final KeySchedule ON_DEMAND = new KeySchedule(null, Duration.ofHours(24), null);

  private static final int SHARE = 10;
  private static final int STEPS = 1000;

  /**
   * When the next key is due: up to a tenth earlier than asked for, so that a thousand keys that
   * were made in one minute are not renewed in one minute. Always the same for one key.
   *
   * @param seed what tells keys apart
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
   * The earliest time at which the key before ends.
   *
   * @param createdAt when its successor was made
   */
  public Instant revokesAt(Instant createdAt) {
    return createdAt.plus(overlap);
  }

  /** When the key before ends whoever still holds it. */
  public Optional<Instant> endsAt(Instant createdAt) {
    return Optional.ofNullable(maxOverlap).map(createdAt::plus);
  }
}
