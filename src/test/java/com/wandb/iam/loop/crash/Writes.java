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
 * Counts the writes of one process to both sides by the object that they change. For each object,
 * the process can die at one write: from then on, nothing about the object passes. So one kill
 * covers many cases, each at its own write. In addition, a connection can be cut around any write.
 * Thread-safe.
 */
public final class Writes {
  /** Moment at which a connection is cut. */
  public enum Moment {
    /** Before the request is sent. */
    BEFORE,
    /** After the server has executed the request, before its answer. */
    AFTER
  }

  /** Result for a request. */
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

  /** Forgets all counts and planned deaths. */
  synchronized void forget() {
    lives.clear();
  }

  /**
   * Counts the writes about an object from now on.
   *
   * @param number of the write at which the process dies, from 1; 0 for none
   */
  synchronized void arm(String matter, int number, Moment when) {
    lives.put(matter, new Life(number, when));
  }

  /** Cuts the connection around the next passing write, for any object. */
  public synchronized void cutOnce(Moment moment) {
    strokes.add(moment);
  }

  /** Cancels planned cuts, except for dead objects. */
  public synchronized void cutNoMore() {
    strokes.clear();
  }

  /** Returns the number of cuts for live objects. */
  public synchronized Map<Moment, Integer> cuts() {
    return Map.copyOf(struck);
  }

  /** Returns the writes about an object since it was armed. */
  synchronized List<String> seen(String matter) {
    return List.copyOf(lives.get(matter).seen);
  }

  /** Returns whether the process is dead for this object. */
  synchronized boolean isDead(String matter) {
    var life = lives.get(matter);
    return life != null && life.dead;
  }

  /**
   * Decides on a request of the process before it is sent.
   *
   * @param matter its object, if known
   * @param what short description
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
