package com.wandb.iam.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The writes of one process, to whichever side, told apart by what they are about; and for each
 * matter the write with which the process dies, as far as that matter is concerned: nothing about
 * it passes from then on. So one kill ends many lives, each at a point of its own. Thread-safe.
 */
final class Writes {
  /** When the process dies. */
  enum Moment {
    /** The request is not sent any more. */
    BEFORE,
    /** It is done, and no answer arrives. */
    AFTER
  }

  /** What becomes of a request. */
  enum Fate {
    PASS,
    DIE_BEFORE,
    DIE_AFTER
  }

  private static final class Life {
    final Predicate<String> concerned;
    final int deadly;
    final Moment moment;
    final List<String> seen = new ArrayList<>();
    boolean dead;

    Life(Predicate<String> concerned, int deadly, Moment moment) {
      this.concerned = concerned;
      this.deadly = deadly;
      this.moment = moment;
    }
  }

  private final Map<String, Life> lives = new LinkedHashMap<>();

  /** Lets all live from here on. */
  synchronized void forget() {
    lives.clear();
  }

  /**
   * Counts the writes about a matter from here on.
   *
   * @param concerned whether a request's text is about it
   * @param number of the write at which the process dies, from 1; 0 for none
   */
  synchronized void arm(String matter, Predicate<String> concerned, int number, Moment when) {
    lives.put(matter, new Life(concerned, number, when));
  }

  /** What was written about a matter since it was armed. */
  synchronized List<String> seen(String matter) {
    return List.copyOf(lives.get(matter).seen);
  }

  /** Whether the process is dead as far as the matter is concerned. */
  synchronized boolean isDead(String matter) {
    var life = lives.get(matter);
    return life != null && life.dead;
  }

  /**
   * A request of the process, before it is sent on.
   *
   * @param what it is, in short
   * @param text all of it
   */
  synchronized Fate next(String what, String text) {
    for (var life : lives.values()) {
      if (life.concerned.test(text)) {
        return next(life, what);
      }
    }
    return Fate.PASS;
  }

  private static Fate next(Life life, String what) {
    if (life.dead) {
      return Fate.DIE_BEFORE;
    }
    life.seen.add(what);
    if (life.seen.size() != life.deadly) {
      return Fate.PASS;
    }
    life.dead = true;
    return life.moment == Moment.BEFORE ? Fate.DIE_BEFORE : Fate.DIE_AFTER;
  }
}
