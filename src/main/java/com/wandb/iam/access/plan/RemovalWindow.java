package com.wandb.iam.access.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The removals and demotions of one team within the last hour: what the brake counts. Immutable.
 *
 * @param removals in order of time
 */
public record RemovalWindow(List<Removals> removals) {
  /** How far back it counts. */
  public static final Duration LENGTH = Duration.ofHours(1);

  /** What is counted as done at one time: an hour is then 30 entries and no more. */
  private static final long TOGETHER_SECONDS = 120;

  /** Nothing was taken away. */
  public static final RemovalWindow EMPTY = new RemovalWindow(List.of());

  /**
   * Removals and demotions at about the same time.
   *
   * @param at when the last of them was let through
   * @param count how many
   * @param people how many people were in the team before
   */
  public record Removals(Instant at, int count, int people) {
    private boolean isTogetherWith(Instant time) {
      return at.getEpochSecond() / TOGETHER_SECONDS == time.getEpochSecond() / TOGETHER_SECONDS;
    }
  }

  public RemovalWindow {
    removals = List.copyOf(removals);
  }

  /** What of it still counts. */
  public RemovalWindow at(Instant now) {
    var start = now.minus(LENGTH);
    return new RemovalWindow(
        removals.stream().filter(removal -> removal.at().isAfter(start)).toList());
  }

  /** How many there were. */
  public int count() {
    return removals.stream().mapToInt(Removals::count).sum();
  }

  /**
   * How many people the team had at most: who left does not make the limit smaller.
   *
   * @param now how many it has
   */
  public int people(int now) {
    return Math.max(now, removals.stream().mapToInt(Removals::people).max().orElse(0));
  }

  /** How many more may go now from a team of so many people; never negative. */
  public int room(RemovalLimit limit, int people) {
    return Math.max(0, limit.of(people(people)) - count());
  }

  /** The same with some more. */
  public RemovalWindow with(Instant at, int count, int people) {
    var all = new ArrayList<>(removals);
    var last = all.isEmpty() ? null : all.getLast();
    if (last != null && last.isTogetherWith(at)) {
      all.removeLast();
      all.add(new Removals(at, last.count() + count, Math.max(last.people(), people)));
    } else {
      all.add(new Removals(at, count, people));
    }
    return new RemovalWindow(all);
  }
}
