package com.wandb.iam.loop.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The writes of one process, to whichever side, told apart by what they are about; and for each
 * matter the write with which the process dies, as far as that matter is concerned: nothing about
 * it passes from then on. So one kill ends many lives, each at a point of its own. Beside that, a
 * connection may be cut around any write. Thread-safe.
 */
public final class Writes {
  /** When a connection is cut. */
  public enum Moment {
    /** The request is not sent any more. */
    BEFORE,
    /** It is done, and no answer arrives. */
    AFTER
  }

  /** What becomes of a request. */
  public enum Fate {
    PASS,
    CUT_BEFORE,
    CUT_AFTER;

    static Fate of(Moment moment) {
      return moment == Moment.BEFORE ? CUT_BEFORE : CUT_AFTER;
    }
  }

  private static final class Life {
    final int deadly;
    final Moment moment;
    final List<String> seen = new ArrayList<>();
    boolean dead;

    Life(int deadly, Moment moment) {
      this.deadly = deadly;
      this.moment = moment;
    }
  }

  private final Map<String, Life> lives = new HashMap<>();
  private final Deque<Moment> strokes = new ArrayDeque<>();
  private final Map<Moment, Integer> struck = new EnumMap<>(Moment.class);

  /** Lets all live from here on. */
  synchronized void forget() {
    lives.clear();
  }

  /**
   * Counts the writes about a matter from here on.
   *
   * @param number of the write at which the process dies, from 1; 0 for none
   */
  synchronized void arm(String matter, int number, Moment when) {
    lives.put(matter, new Life(number, when));
  }

  /** Cuts the connection around the next write that would pass, whatever it is about. */
  public synchronized void cutOnce(Moment moment) {
    strokes.add(moment);
  }

  /** Cuts no connection any more but those of the dead. */
  public synchronized void cutNoMore() {
    strokes.clear();
  }

  /** How often a connection was cut of those who live. */
  public synchronized Map<Moment, Integer> cuts() {
    return Map.copyOf(struck);
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
   * @param matter what it is about, where that is known
   * @param what it is, in short
   */
  synchronized Fate next(Optional<String> matter, String what) {
    var life = matter.map(lives::get).orElse(null);
    var fate = life == null ? Fate.PASS : next(life, what);
    if (fate != Fate.PASS) {
      return fate;
    }
    var stroke = strokes.poll();
    if (stroke == null) {
      return Fate.PASS;
    }
    struck.merge(stroke, 1, Integer::sum);
    return Fate.of(stroke);
  }

  private static Fate next(Life life, String what) {
    if (life.dead) {
      return Fate.CUT_BEFORE;
    }
    life.seen.add(what);
    if (life.seen.size() != life.deadly) {
      return Fate.PASS;
    }
    life.dead = true;
    return Fate.of(life.moment);
  }
}
