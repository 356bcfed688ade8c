package com.wandb.iam.reconcile;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Accepted;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Active;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Stalled;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Synced;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a pass over a resource ended.
 *
 * @param findings the conditions it leaves; empty where the resource stays as it was
 * @param retry whether to come back by itself, and how
 */
public record ReconcileResult(
    List<ConditionUpdate> findings, Retry retry, @Nullable Duration after) {
  private static final int NAMED_STEPS = 5;

  /** Whether a pass comes back by itself. */
  public enum Retry {
    /** Only an event wakes it. */
    NEVER,
    /** Later and later, as nothing tells when it is worth it. */
    BACKING_OFF,
    /** After exactly {@code after}. */
    AFTER
  }

  public ReconcileResult {
    findings = List.copyOf(findings);
  }

  /** What is declared is so. */
  public static ReconcileResult ready(String message) {
    return new ReconcileResult(
        List.of(
            new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
            new ConditionUpdate(Synced, State.TRUE, Reason.Synced, ""),
            new ConditionUpdate(Ready, State.TRUE, Reason.Ready, message)),
        Retry.NEVER,
        null);
  }

  /** What is declared is so: that access has ended. */
  public static ReconcileResult expired(String message) {
    var ready = ready(message).with(Active, State.FALSE, Reason.Expired, message);
    return ready.with(Ready, State.TRUE, Reason.Expired, message);
  }

  /** The declaration itself is wrong; a person has to change it. */
  public static ReconcileResult rejected(Reason reason, String message) {
    return new ReconcileResult(
        List.of(
            new ConditionUpdate(Accepted, State.FALSE, reason, message),
            new ConditionUpdate(Synced, State.UNKNOWN, reason, ""),
            new ConditionUpdate(Ready, State.FALSE, reason, message),
            new ConditionUpdate(Stalled, State.TRUE, reason, message)),
        Retry.NEVER,
        null);
  }

  /** The declaration asks for what the server does not offer; that may change on the server. */
  public static ReconcileResult notOffered(Reason reason, String message) {
    return new ReconcileResult(rejected(reason, message).findings(), Retry.BACKING_OFF, null);
  }

  /** It names something that is not there, or not ready, and may come by itself. */
  public static ReconcileResult unresolved(Reason reason, String message) {
    return new ReconcileResult(
        List.of(
            new ConditionUpdate(Accepted, State.FALSE, reason, message),
            new ConditionUpdate(Synced, State.UNKNOWN, reason, ""),
            new ConditionUpdate(Ready, State.FALSE, reason, message)),
        Retry.NEVER,
        null);
  }

  /** The declaration is good; the server does not agree yet, and time will tell. */
  public static ReconcileResult waiting(Reason reason, String message) {
    return unsynced(reason, message, false, Retry.BACKING_OFF, null);
  }

  /** As {@link #waiting}, until a known moment. */
  public static ReconcileResult waiting(Reason reason, String message, Duration after) {
    return unsynced(reason, message, false, Retry.AFTER, after);
  }

  /** The declaration is good; only a person can make the server agree. */
  public static ReconcileResult blocked(Reason reason, String message) {
    return unsynced(reason, message, true, Retry.BACKING_OFF, null);
  }

  /**
   * Nothing is written, by declaration: the server is as declared, or would be changed so. Only a
   * person can bring the two together.
   *
   * @param would what would be done, in words
   */
  public static ReconcileResult observed(List<String> would) {
    if (would.isEmpty()) {
      return new ReconcileResult(
          List.of(
              new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
              new ConditionUpdate(Synced, State.TRUE, Reason.Observing, ""),
              new ConditionUpdate(
                  Ready, State.TRUE, Reason.Observing, "the server is as declared; only observed")),
          Retry.NEVER,
          null);
    }
    var message =
        "would "
            + String.join("; ", would.stream().limit(NAMED_STEPS).toList())
            + (would.size() > NAMED_STEPS ? " and " + (would.size() - NAMED_STEPS) + " more" : "")
            + "; spec.managementPolicy Observe keeps the operator from it";
    return new ReconcileResult(blocked(Reason.Drifted, message).findings(), Retry.NEVER, null);
  }

  /** Everything stays as the status already says; an event will wake the resource. */
  public static ReconcileResult noChange() {
    return new ReconcileResult(List.of(), Retry.NEVER, null);
  }

  private static ReconcileResult unsynced(
      Reason reason, String message, boolean stalled, Retry retry, @Nullable Duration after) {
    var findings = new ArrayList<ConditionUpdate>();
    findings.add(new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""));
    findings.add(new ConditionUpdate(Synced, State.FALSE, reason, message));
    findings.add(new ConditionUpdate(Ready, State.FALSE, reason, message));
    if (stalled) {
      findings.add(new ConditionUpdate(Stalled, State.TRUE, reason, message));
    }
    return new ReconcileResult(findings, retry, after);
  }

  /** The same with one more condition, or another state of one. */
  public ReconcileResult with(ConditionType type, State state, Reason reason, String message) {
    var changed = new ArrayList<>(findings);
    changed.removeIf(finding -> finding.type() == type);
    changed.add(new ConditionUpdate(type, state, reason, message));
    return new ReconcileResult(changed, retry, after);
  }

  /** The same, and back again later and later: something that nobody tells of is waited for. */
  public ReconcileResult requeueWithBackoff() {
    return new ReconcileResult(findings, Retry.BACKING_OFF, null);
  }

  /** The same, and back when the other one would be, unless it comes back by itself anyway. */
  public ReconcileResult requeueLike(ReconcileResult other) {
    return retry == Retry.NEVER
        ? new ReconcileResult(findings, other.retry(), other.after())
        : this;
  }

  /** The same, and back at that time, where there is one. */
  public ReconcileResult requeueAt(@Nullable Instant time, Instant now) {
    return time == null
        ? this
        : new ReconcileResult(
            findings,
            Retry.AFTER,
            time.isAfter(now) ? Duration.between(now, time) : Duration.ofMillis(1));
  }

  /** The condition of that type, where the pass leaves one. */
  public Optional<ConditionUpdate> finding(ConditionType type) {
    return findings.stream().filter(finding -> finding.type() == type).findFirst();
  }
}
