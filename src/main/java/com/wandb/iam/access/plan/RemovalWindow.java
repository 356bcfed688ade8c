package com.wandb.iam.access.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The removals and demotions of one team within the last hour, which the removal limit counts.
 * Immutable.
 *
 * @param removals in order of time
 */
public record RemovalWindow(List<Removals> removals) {
  /** The length of the window. */
  public static final Duration LENGTH = Duration.ofHours(1);

  /** Removals in the same interval are one entry, so that an hour has at most 30 entries. */
  private static final long TOGETHER_SECONDS = 120;

  /** A window without removals. */
  public static final RemovalWindow EMPTY = new RemovalWindow(List.of());

  /**
   * Removals and demotions at about the same time.
   *
   * @param at when the last of them was allowed
   * @param count the number of removals and demotions
   * @param people the number of users in the team before
   */
  public record Removals(Instant at, int count, int people) {
    private boolean isTogetherWith(Instant time) {
      return at.getEpochSecond() / TOGETHER_SECONDS == time.getEpochSecond() / TOGETHER_SECONDS;
    }
  }

  public RemovalWindow {
    removals = List.copyOf(removals);
  }

  /** Returns the part of the window that still counts. */
  public RemovalWindow at(Instant now) {
    var start = now.minus(LENGTH);
    return new RemovalWindow(
        removals.stream().filter(removal -> removal.at().isAfter(start)).toList());
  }

  /** Returns the number of removals and demotions. */
  public int count() {
    return removals.stream().mapToInt(Removals::count).sum();
  }

  /**
   * Returns the highest number of users in the window, so that removed users do not lower the
   * limit.
   *
   * @param now the current number of users
   */
  public int people(int now) {
    return Math.max(now, removals.stream().mapToInt(Removals::people).max().orElse(0));
  }

  /** Returns how many more members can be removed or demoted now; never negative. */
  public int room(RemovalLimit limit, int people) {
    return Math.max(0, limit.of(people(people)) - count());
  }

  /** Returns this window with more removals. */
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
