package com.wandb.iam.bucket.binding;

import static com.wandb.iam.bucket.binding.BindingDraft.earlier;
import static com.wandb.iam.bucket.binding.BindingDraft.or;
import static com.wandb.iam.bucket.binding.BindingStep.Emit.Severity.NORMAL;
import static com.wandb.iam.bucket.binding.BindingStep.Emit.Severity.WARNING;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.BindingStep.ChangeStores;
import com.wandb.iam.bucket.binding.BindingStep.WriteValue;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ConditionUpdate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The plan for the restart of one server: when it begins, when it is finished, and when the former
 * value is restored because the server did not become healthy. Performs nothing.
 */
final class RolloutPlan {
  private final BindingFacts facts;
  private final BindingDraft draft;

  private RolloutPlan(BindingDraft draft) {
    this.facts = draft.facts();
    this.draft = draft;
  }

  /**
   * Plans the start of a rollout after the steps so far.
   *
   * @param requeueAt the time of the next reconciliation without a rollout
   */
  static BindingSteps start(BindingDraft draft, Instant requeueAt) {
    return new RolloutPlan(draft).startIfDue(requeueAt);
  }

  /**
   * Plans what follows from the progress of a rollout: its end, or the restore.
   *
   * @param former the value to restore; null if there is none
   * @param requeueAt the time of the next reconciliation without a rollout
   * @param pollAt the time of the next poll of the rollout
   */
  static BindingSteps proceed(
      BindingFacts facts,
      BucketBindingsStatus state,
      @Nullable String former,
      RolloutProgress progress,
      Instant requeueAt,
      Instant pollAt) {
    var draft = new BindingDraft(facts, state);
    var plan = new RolloutPlan(draft);
    if (progress.isDone()) {
      plan.finish();
      return plan.startIfDue(requeueAt);
    }
    boolean late = progress.hasFailed() || draft.isLate();
    boolean restored = late && plan.restoreOnce(former, progress.describe());
    var message = progress.describe() + ".";
    var condition =
        late && !restored
            ? bound(ConditionUpdate.State.FALSE, Reason.RolloutFailed, message)
            : bound(ConditionUpdate.State.TRUE, Reason.RolloutPending, message);
    return draft.end(condition, earlier(pollAt, requeueAt));
  }

  private BindingSteps startIfDue(Instant requeueAt) {
    var state = draft.state();
    if (state.failedFingerprint() != null && !draft.isRolling()) {
      return draft.end(failed(), requeueAt);
    }
    if (!facts.restarts() || state.publishedRevision() == null) {
      return draft.end(published(), requeueAt);
    }
    if (!draft.isRolling()) {
      if (or(state.publishedRevision()) <= or(state.activeRevision())) {
        return draft.end(published(), requeueAt);
      }
      var due =
          state.rolledOutAt() == null
              ? facts.now()
              : state.rolledOutAt().plus(facts.timing().betweenRollouts());
      if (due.isAfter(facts.now())) {
        return draft.end(published(), earlier(due, requeueAt));
      }
      draft.save(state.rolling(facts.now()));
    }
    var rolled = draft.state();
    return draft.untilRolledOut(
        or(rolled.rolledOutRevision()) + "-" + rolled.rolledOutFingerprint(), requeueAt);
  }

  private void finish() {
    draft.add(new ChangeStores(new StoresChange.Former(null)));
    draft.keep(draft.state().running());
    draft.emit(NORMAL, "ServerRolledOut", "The W&B server runs with the published buckets.");
  }

  /** Plans the restore, only once: if the former value fails too, an administrator must act. */
  private boolean restoreOnce(@Nullable String former, String why) {
    var state = draft.state();
    if (former == null || state.failedFingerprint() != null) {
      return false;
    }
    draft.save(
        state
            .publishing(
                or(state.entries()),
                or(state.publishedRevision()) + 1,
                Fingerprint.of(former),
                facts.now())
            .rolling(facts.now())
            .failing(state.publishedFingerprint()));
    draft.add(new WriteValue(former));
    draft.add(new ChangeStores(new StoresChange.Withdrawn(or(state.activeRevision()))));
    draft.emit(
        WARNING,
        Reason.RolloutFailed.name(),
        "The W&B server did not become healthy with the published buckets ("
            + why
            + "). The former value was restored.");
    return true;
  }

  private ConditionUpdate published() {
    return bound(
        ConditionUpdate.State.TRUE,
        Reason.Published,
        "The Secret contains " + BindingPlan.buckets(or(draft.state().entries())) + ".");
  }

  private static ConditionUpdate failed() {
    return bound(
        ConditionUpdate.State.FALSE,
        Reason.RolloutFailed,
        "The W&B server did not become healthy with the declared buckets. The former value was"
            + " restored. To try again, annotate the WandbServer with "
            + ActionAnnotation.RECONCILE.annotation()
            + ".");
  }

  private static ConditionUpdate bound(ConditionUpdate.State state, Reason reason, String message) {
    return new ConditionUpdate(ConditionType.Bound, state, reason, message);
  }
}
