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
 * Recent changes by the operator, kept to detect a conflicting writer. A change is contested if the
 * operator made it twice within three sync intervals and it is undone again. The operator then
 * stops. A new spec or the annotation {@code iam.wandb.com/reconcile} starts it again. Thread-safe.
 */
public final class Contests implements ProcessState {
  private static final int TIMES = 2;
  private static final int INTERVALS = 3;
  private static final int TIDY_AT = 1000;
  private static final Duration LONG_AGO = Duration.ofDays(1);

  /**
   * A desired state of one object.
   *
   * @param uid the resource that declares it
   * @param declaration the generation of the resource and the value of its reconcile annotation
   * @param aim the desired state, as a text that the caller chooses
   */
  public record Matter(String uid, String declaration, String aim) {

    /** Returns a matter of the resource of this reconciliation. */
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

  /** Records that the operator made the change. */
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

  /** Records the matter as contested, because an earlier process stored it as such in status. */
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
   * Returns whether the operator must not repeat the change. A contested matter stays contested
   * until it is {@linkplain #agreed agreed} or declared again.
   *
   * @param interval the sync interval of the server
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

  /** Records that the server agrees: the matter is no longer contested. */
  public synchronized void agreed(Matter matter) {
    var times = done.get(matter);
    if (times != null && times.getFirst().equals(Instant.MAX)) {
      done.remove(matter);
    }
  }

  /**
   * Records that the server agrees with everything that a resource declares, except these aims.
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

  /** Returns what the user must do about a contested change: sentences for the end of a message. */
  public static String remedy() {
    return "The operator stopped retrying. Find that client, then annotate this resource with "
        + ActionAnnotation.RECONCILE.annotation()
        + "=<new value>.";
  }
}
