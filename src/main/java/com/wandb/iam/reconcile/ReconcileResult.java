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
 * The result of a reconciliation.
 *
 * @param findings the conditions to store; empty if the status stays unchanged
 * @param retry whether and how the resource is requeued without an event
 * @param after the delay if {@code retry} is {@link Retry#AFTER}; otherwise null
 */
public record ReconcileResult(
    List<ConditionUpdate> findings, Retry retry, @Nullable Duration after) {
  private static final int NAMED_STEPS = 5;

  /** How a resource is requeued without an event. */
  public enum Retry {
    /** Not at all: only an event enqueues the resource. */
    NEVER,
    /** With growing delays, because the time of the next change is unknown. */
    BACKING_OFF,
    /** After exactly {@code after}. */
    AFTER
  }

  public ReconcileResult {
    findings = List.copyOf(findings);
  }

  /** Returns the result for a server that matches the spec. */
  public static ReconcileResult ready(String message) {
    return new ReconcileResult(
        List.of(
            new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
            new ConditionUpdate(Synced, State.TRUE, Reason.Synced, ""),
            new ConditionUpdate(Ready, State.TRUE, Reason.Ready, message)),
        Retry.NEVER,
        null);
  }

  /** Returns the result for access that expired, as declared. */
  public static ReconcileResult expired(String message) {
    var ready = ready(message).with(Active, State.FALSE, Reason.Expired, message);
    return ready.with(Ready, State.TRUE, Reason.Expired, message);
  }

  /** Returns the result for an invalid spec. A user must change it. */
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

  /**
   * Returns the result for a spec that the server does not support. That can change on the server.
   */
  public static ReconcileResult notOffered(Reason reason, String message) {
    return new ReconcileResult(rejected(reason, message).findings(), Retry.BACKING_OFF, null);
  }

  /**
   * Returns the result for a reference to an object that is missing or not ready. An event enqueues
   * the resource when that changes.
   */
  public static ReconcileResult unresolved(Reason reason, String message) {
    return new ReconcileResult(
        List.of(
            new ConditionUpdate(Accepted, State.FALSE, reason, message),
            new ConditionUpdate(Synced, State.UNKNOWN, reason, ""),
            new ConditionUpdate(Ready, State.FALSE, reason, message)),
        Retry.NEVER,
        null);
  }

  /** Returns the result for a valid spec that the operator cannot apply yet; it retries. */
  public static ReconcileResult waiting(Reason reason, String message) {
    return unsynced(reason, message, false, Retry.BACKING_OFF, null);
  }

  /** Returns the result for a valid spec that the operator applies after a known delay. */
  public static ReconcileResult waiting(Reason reason, String message, Duration after) {
    return unsynced(reason, message, false, Retry.AFTER, after);
  }

  /** Returns the result for a valid spec that cannot be applied until a user acts. */
  public static ReconcileResult blocked(Reason reason, String message) {
    return unsynced(reason, message, true, Retry.BACKING_OFF, null);
  }

  /**
   * Returns the result for managementPolicy Observe: the operator writes nothing and reports the
   * difference.
   *
   * @param would the changes that the operator would make, each as a verb and its object
   */
  public static ReconcileResult observed(List<String> would) {
    if (would.isEmpty()) {
      return new ReconcileResult(
          List.of(
              new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""),
              new ConditionUpdate(Synced, State.TRUE, Reason.Observing, ""),
              new ConditionUpdate(
                  Ready,
                  State.TRUE,
                  Reason.Observing,
                  "The W&B server matches the spec. The operator only observes it.")),
          Retry.NEVER,
          null);
    }
    var message =
        "The operator would "
            + String.join("; ", would.stream().limit(NAMED_STEPS).toList())
            + (would.size() > NAMED_STEPS ? " and " + (would.size() - NAMED_STEPS) + " more" : "")
            + ". It changes nothing, because spec.managementPolicy is Observe.";
    return new ReconcileResult(blocked(Reason.Drifted, message).findings(), Retry.NEVER, null);
  }

  /** Returns the result that leaves the status unchanged; an event enqueues the resource. */
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

  /** Returns this result with one condition added or replaced. */
  public ReconcileResult with(ConditionType type, State state, Reason reason, String message) {
    var changed = new ArrayList<>(findings);
    changed.removeIf(finding -> finding.type() == type);
    changed.add(new ConditionUpdate(type, state, reason, message));
    return new ReconcileResult(changed, retry, after);
  }

  /** Returns this result with a retry with backoff, because no event reports the awaited change. */
  public ReconcileResult requeueWithBackoff() {
    return new ReconcileResult(findings, Retry.BACKING_OFF, null);
  }

  /**
   * Returns this result with the requeue policy of {@code other}, unless this one already requeues.
   */
  public ReconcileResult requeueLike(ReconcileResult other) {
    return retry == Retry.NEVER
        ? new ReconcileResult(findings, other.retry(), other.after())
        : this;
  }

  /** Returns this result with a requeue at this time; unchanged if the time is null. */
  public ReconcileResult requeueAt(@Nullable Instant time, Instant now) {
    return time == null
        ? this
        : new ReconcileResult(
            findings,
            Retry.AFTER,
            time.isAfter(now) ? Duration.between(now, time) : Duration.ofMillis(1));
  }

  /** Returns the condition of this type, if the result has one. */
  public Optional<ConditionUpdate> finding(ConditionType type) {
    return findings.stream().filter(finding -> finding.type() == type).findFirst();
  }
}
