package com.wandb.iam.bucket.binding;

import com.wandb.iam.bucket.binding.BindingStep.Emit;
import com.wandb.iam.bucket.binding.BindingStep.RecordStatus;
import com.wandb.iam.bucket.binding.BindingStep.SaveStatus;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.reconcile.ConditionUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a {@link BindingPlan} so far, and the status after them. */
final class BindingDraft {
  private final BindingFacts facts;
  private final List<BindingStep> steps = new ArrayList<>();
  private BucketBindingsStatus state;

  BindingDraft(BindingFacts facts, BucketBindingsStatus state) {
    this.facts = facts;
    this.state = state;
  }

  BindingFacts facts() {
    return facts;
  }

  BucketBindingsStatus state() {
    return state;
  }

  void add(BindingStep step) {
    steps.add(step);
  }

  /** Changes the status in memory. */
  void keep(BucketBindingsStatus changed) {
    state = changed;
    steps.add(new RecordStatus(changed));
  }

  /** Writes the status before the steps that follow. */
  void save(BucketBindingsStatus changed) {
    state = changed;
    steps.add(new SaveStatus(changed));
  }

  void emit(Emit.Severity severity, String reason, String message) {
    steps.add(new Emit(severity, reason, message));
  }

  /** Returns whether a rollout is not finished. */
  boolean isRolling() {
    return facts.restarts() && state.hasUnfinishedRollout();
  }

  /** Returns whether the last rollout had all its time. */
  boolean isLate() {
    var at = state.rolledOutAt();
    return at != null && !at.plus(facts.timing().healthyWithin()).isAfter(facts.now());
  }

  /** Ends the plan until the progress of this rollout is known. */
  BindingSteps untilRolledOut(String revision, Instant requeueAt) {
    return new BindingSteps(steps, state, revision, null, requeueAt);
  }

  /**
   * Ends the plan.
   *
   * @param condition null if other steps follow
   */
  BindingSteps end(@Nullable ConditionUpdate condition, Instant requeueAt) {
    return new BindingSteps(steps, state, null, condition, requeueAt);
  }

  static Instant earlier(@Nullable Instant one, Instant other) {
    return one != null && one.isBefore(other) ? one : other;
  }

  static long or(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  static int or(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
