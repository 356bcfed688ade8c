package com.wandb.iam.bucket;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Accepted;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Active;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Bound;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Stalled;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Synced;

import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.storage.BucketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a connector's reconciliation, computed from facts about its bucket.
 *
 * @param verdict the result of the checks
 * @param bindings the bindings of the server; null if it has none
 * @param entry the entry of the connector in the state of the server; null if there is none
 * @param wasBound whether status says that this address is bound
 * @param serverBound the condition Bound of the server; null if it has none
 * @param activeRevision the revision that the server runs with; 0 if unknown
 */
record ConnectorResult(
    BucketAddress address,
    PreflightVerdict verdict,
    @Nullable BucketBindings bindings,
    FileStores.@Nullable Entry entry,
    boolean wasBound,
    @Nullable Condition serverBound,
    long activeRevision) {
  /** The time until a reconciliation that an event usually starts earlier. */
  private static final Duration WITHOUT_EVENT = Duration.ofMinutes(5);

  /** Returns the result of a connector that is only observed. */
  ReconcileResult observed(Instant now) {
    boolean isListed = bindings == null || current().isPresent();
    var verified = verdict.verified();
    return ReconcileResult.observed(
            isListed
                ? List.of()
                : List.of(
                    "add the bucket " + address.redacted() + " to the environment of the server"))
        .with(verified.type(), verified.state(), verified.reason(), verified.message())
        .requeueAt(verdict.requeueAt(), now);
  }

  /** Returns the result of a connector. */
  ReconcileResult result(Instant now) {
    var bound = bindings == null ? notBound(Bound) : bound();
    var active = bindings == null ? notBound(Active) : active(bindings);
    boolean isSynced = bound.state() == State.TRUE || bindings == null;
    var conditions = new ArrayList<ConditionUpdate>();
    conditions.add(new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""));
    conditions.add(verdict.verified());
    conditions.add(bound);
    conditions.add(active);
    conditions.add(
        isSynced
            ? new ConditionUpdate(Synced, State.TRUE, Reason.Synced, "")
            : new ConditionUpdate(Synced, State.FALSE, bound.reason(), bound.message()));
    conditions.addAll(readiness(problem(bound, active, isSynced)));
    boolean isPending = bound.state() == State.FALSE || active.state() == State.FALSE;
    return new ReconcileResult(conditions, ReconcileResult.Retry.NEVER, null)
        .requeueAt(isPending ? atLatest(now.plus(WITHOUT_EVENT)) : verdict.requeueAt(), now);
  }

  private Instant atLatest(Instant time) {
    var check = verdict.requeueAt();
    return check != null && check.isBefore(time) ? check : time;
  }

  private Optional<ConditionUpdate> problem(
      ConditionUpdate bound, ConditionUpdate active, boolean isSynced) {
    if (!verdict.mayPublish()) {
      return Optional.of(verdict.verified());
    }
    if (!isSynced) {
      return Optional.of(bound);
    }
    return active.state() == State.FALSE ? Optional.of(active) : Optional.empty();
  }

  private List<ConditionUpdate> readiness(Optional<ConditionUpdate> problem) {
    if (problem.isEmpty()) {
      return List.of(
          new ConditionUpdate(
              Ready,
              State.TRUE,
              Reason.Ready,
              "The bucket " + address.redacted() + " is in sync."));
    }
    var reason = problem.get().reason();
    var message = problem.get().message();
    var unready = new ConditionUpdate(Ready, State.FALSE, reason, message);
    return reason == Reason.PreflightFailed || reason == Reason.RolloutFailed
        ? List.of(unready, new ConditionUpdate(Stalled, State.TRUE, reason, message))
        : List.of(unready);
  }

  private static ConditionUpdate notBound(ConditionType type) {
    return new ConditionUpdate(
        type,
        State.UNKNOWN,
        Reason.NotBound,
        "The WandbServer has no spec.bucketBindings, so the operator cannot add the bucket to the"
            + " environment of the W&B server.");
  }

  /** Returns the entry if it contains this address. */
  private Optional<FileStores.Entry> current() {
    return Optional.ofNullable(entry).filter(one -> one.store().equals(address.fileStore()));
  }

  private Optional<Long> revision() {
    return current().flatMap(FileStores.Entry::revision);
  }

  private ConditionUpdate bound() {
    // A lost entry is offered again, and the Secret of the server still contains the bucket.
    boolean isLost = wasBound && entry == null;
    if (isLost || revision().isPresent()) {
      return new ConditionUpdate(Bound, State.TRUE, Reason.Published, "");
    }
    return serverProblem()
        .orElseGet(
            () ->
                new ConditionUpdate(
                    Bound,
                    State.FALSE,
                    Reason.Pending,
                    "The bucket will be written into the Secret of spec.bucketBindings of the"
                        + " WandbServer, after its quietPeriod."));
  }

  /** Returns why the Secret of the server is not written. */
  private Optional<ConditionUpdate> serverProblem() {
    return Optional.ofNullable(serverBound)
        .filter(condition -> "False".equals(condition.status()))
        .map(
            condition ->
                new ConditionUpdate(
                    Bound,
                    State.FALSE,
                    reason(condition),
                    Objects.requireNonNullElse(condition.message(), "")));
  }

  /** Returns Error for an unknown reason, because a newer version may have written the status. */
  private static Reason reason(Condition condition) {
    return Stream.of(Reason.values())
        .filter(reason -> reason.name().equals(condition.reason()))
        .findFirst()
        .orElse(Reason.Error);
  }

  private ConditionUpdate active(BucketBindings declared) {
    var revision = revision().orElse(null);
    if (revision == null) {
      return new ConditionUpdate(
          Active,
          State.FALSE,
          Reason.Pending,
          "The bucket is not in the environment of the W&B server yet.");
    }
    if (declared.rollout().isEmpty()) {
      return new ConditionUpdate(
          Active,
          State.UNKNOWN,
          Reason.RolloutUnknown,
          "The WandbServer names no workloads in spec.bucketBindings.rollout, so the operator cannot"
              + " restart the W&B server. Restart it yourself.");
    }
    return activeRevision >= revision
        ? new ConditionUpdate(Active, State.TRUE, Reason.RolledOut, "")
        : new ConditionUpdate(
            Active,
            State.FALSE,
            Reason.RolloutPending,
            "The W&B server was not restarted since the bucket was added to its environment.");
  }
}
