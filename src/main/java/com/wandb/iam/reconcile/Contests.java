package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the operator did lately, to notice that somebody undoes it: what was done twice within three
 * looks at the server and is undone again is contested, and nobody gains by a duel. What is asked
 * for anew, by another declaration or by order, is another matter. Thread-safe.
 */
public final class Contests implements ProcessState {
  private static final int TIMES = 2;
  private static final int INTERVALS = 3;
  private static final int TIDY_AT = 1000;
  private static final Duration LONG_AGO = Duration.ofDays(1);

  /**
   * Something that is to be so.
   *
   * @param uid the resource that declares it
   * @param declaration which state of the resource: its generation and the order to look again
   * @param aim what is to be so, in words of the caller's choice
   */
  public record Matter(String uid, String declaration, String aim) {

    /** A matter of the resource as the pass has it. */
    public static Matter of(Reconciliation<?, ?, ?> pass, String aim) {
      var order = ActionAnnotation.RECONCILE.given(pass.resource()).orElse("");
      return new Matter(
          pass.resource().getMetadata().getUid(), pass.generation() + "/" + order, aim);
    }
  }

  private final InstantSource clock;
  private final Map<Matter, Deque<Instant>> done = new HashMap<>();
  private int tidyAt = TIDY_AT;

  public Contests(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that it was done. */
  public synchronized void done(Matter matter) {
    var times = done.computeIfAbsent(matter, key -> new ArrayDeque<>());
    times.addLast(clock.instant());
    if (times.size() > TIMES) {
      times.removeFirst();
    }
    if (done.size() > tidyAt) {
      var start = clock.instant().minus(LONG_AGO);
      done.values().removeIf(one -> one.getLast().isBefore(start));
      tidyAt = Math.max(TIDY_AT, 2 * done.size());
    }
  }

  /** Notes that it is contested, as an earlier process found. */
  public synchronized void contest(Matter matter) {
    done.keySet()
        .removeIf(
            other ->
                other.uid().equals(matter.uid())
                    && !other.declaration().equals(matter.declaration()));
    var times = new ArrayDeque<Instant>();
    for (int i = 0; i < TIMES; i++) {
      times.addLast(Instant.MAX);
    }
    done.put(matter, times);
  }

  /**
   * Whether it is to be left as it is, for it was done often enough. Once so it stays so, until it
   * is {@linkplain #agreed agreed} or asked for anew.
   *
   * @param interval how often the server is looked at
   */
  public synchronized boolean isContested(Matter matter, Duration interval) {
    var times = done.get(matter);
    if (times == null || times.size() < TIMES) {
      return false;
    }
    var start = clock.instant().minus(interval.multipliedBy(INTERVALS));
    boolean contested = times.getFirst().isAfter(start);
    if (contested) {
      contest(matter);
    }
    return contested;
  }

  /** Nothing is to be done: the server agrees. What was contested is no more. */
  public synchronized void agreed(Matter matter) {
    var times = done.get(matter);
    if (times != null && times.getFirst().equals(Instant.MAX)) {
      done.remove(matter);
    }
  }

  /**
   * The server agrees with all that a resource declares but for these aims; see {@link #agreed}.
   *
   * @param uid the resource
   */
  public synchronized void agreedBut(String uid, Set<String> aims) {
    done.entrySet()
        .removeIf(
            entry ->
                entry.getKey().uid().equals(uid)
                    && !aims.contains(entry.getKey().aim())
                    && entry.getValue().getFirst().equals(Instant.MAX));
  }

  @Override
  public synchronized void forget(HasMetadata resource) {
    var uid = resource.getMetadata().getUid();
    done.keySet().removeIf(matter -> matter.uid().equals(uid));
  }
}
