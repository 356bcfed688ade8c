package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the result of a reconciliation to the status, and reports it in an event and a log line if
 * Ready changed.
 */
public final class ResultReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ResultReporter.class);

  /** Reasons that need no action, so their event is not a warning. */
  private static final Set<Reason> EXPECTED_WAITS =
      EnumSet.of(Reason.Pending, Reason.ServerNotReady, Reason.TeamNotReady, Reason.Suspended);

  private final EventRecorder events;
  private final Backoff backoff;
  private final InstantSource clock;

  public ResultReporter(EventRecorder events, Backoff backoff, InstantSource clock) {
    this.events = events;
    this.backoff = backoff;
    this.clock = clock;
  }

  /** Writes the conditions and the status, if they differ from what is stored. */
  void report(Reconciliation<?, ?, ?> pass, ReconcileResult conclusion) {
    var before = pass.report();
    long generation = pass.generation();
    var conditions =
        Conditions.after(before.conditions(), conclusion.findings(), generation, clock.instant());
    announceReady(pass, conclusion);
    pass.save(new CommonStatus(generation, conditions, pass.report().handled()));
  }

  /** Emits an event and a log line if the status or the reason of Ready changed. */
  private void announceReady(Reconciliation<?, ?, ?> pass, ReconcileResult conclusion) {
    var ready = conclusion.finding(ConditionType.Ready).orElse(null);
    if (ready == null) {
      return;
    }
    var old = Conditions.find(pass.report().conditions(), ConditionType.Ready.name());
    boolean same =
        old.filter(
                condition ->
                    ready.state().text().equals(condition.status())
                        && ready.reason().name().equals(condition.reason()))
            .isPresent();
    if (same) {
      return;
    }
    LOG.info(
        "Condition changed: {}: {}: {}",
        ReconcileRunner.describe(pass.resource()),
        ready.reason(),
        ready.message());
    if (ready.state() == ConditionUpdate.State.TRUE || EXPECTED_WAITS.contains(ready.reason())) {
      events.normal(pass.resource(), ready.reason().name(), ready.message());
    } else {
      events.warning(pass.resource(), ready.reason().name(), ready.message());
    }
  }

  /**
   * Returns how long the resource waits for its next reconciliation; empty if only an event
   * enqueues it.
   */
  Optional<Duration> delay(Reconciliation<?, ?, ?> pass, ReconcileResult conclusion) {
    var kind = pass.resource().getClass();
    var id = ResourceID.fromResource(pass.resource());
    return switch (conclusion.retry()) {
      case NEVER -> {
        backoff.reset(kind, id);
        yield Optional.empty();
      }
      case AFTER -> Optional.ofNullable(conclusion.after());
      case BACKING_OFF -> Optional.of(backoff.next(kind, id));
    };
  }
}
