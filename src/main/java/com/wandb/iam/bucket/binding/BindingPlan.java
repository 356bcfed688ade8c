package com.wandb.iam.bucket.binding;

import static com.wandb.iam.bucket.binding.BindingDraft.earlier;
import static com.wandb.iam.bucket.binding.BindingDraft.or;
import static com.wandb.iam.bucket.binding.BindingStep.Emit.Severity.NORMAL;
import static com.wandb.iam.bucket.binding.BindingStep.Emit.Severity.WARNING;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.BindingStep.ChangeStores;
import com.wandb.iam.bucket.binding.BindingStep.CountDrift;
import com.wandb.iam.bucket.binding.BindingStep.EnqueueConnectors;
import com.wandb.iam.bucket.binding.BindingStep.WriteValue;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.reconcile.Durations;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plan for the buckets of one server, computed from values: merge what is declared, repair the
 * Secret, collect changes, and publish them in one value. {@link RolloutPlan} continues with the
 * restart of the server. Performs nothing; {@link FileStoreReconciler} applies the steps.
 */
final class BindingPlan {
  private final BindingFacts facts;
  private final BindingDraft draft;

  private BindingPlan(BindingFacts facts, BucketBindingsStatus state) {
    this.facts = facts;
    this.draft = new BindingDraft(facts, state);
  }

  /**
   * Plans the steps before the state is read: a requested reconciliation allows a failed value
   * again, and a value in another Secret is not repaired.
   *
   * @param source the Secret that the value was published to last; null if unknown
   * @param isRequested whether a reconciliation was requested by annotation
   */
  static BindingSteps begin(
      BindingFacts facts,
      BucketBindingsStatus state,
      @Nullable String source,
      boolean isRequested) {
    var plan = new BindingPlan(facts, state);
    if (isRequested) {
      plan.draft.keep(state.failing(null));
    }
    if (source != null && !source.equals(facts.target())) {
      plan.move(source);
    }
    return plan.draft.end(null, facts.now());
  }

  private void move(String former) {
    draft.save(draft.state().moving());
    draft.emit(
        WARNING,
        "BindingMoved",
        "spec.bucketBindings.secretRef names another Secret. Secret "
            + former
            + " keeps the last published value. Remove its key "
            + FileStores.VARIABLE
            + " when no server reads it.");
  }

  /**
   * Merges the state with the value in the Secret. Entries of others stay if the Secret was never
   * published by the operator, or if state or status were lost. Entries whose teams no longer exist
   * leave, and entries of a failed value count as not published.
   *
   * @param found the value in the Secret; null if there is none
   * @param unused entries whose teams no longer exist, with these teams
   */
  static FileStores merge(
      BindingFacts facts,
      BucketBindingsStatus state,
      FileStores known,
      @Nullable String found,
      Map<String, Set<String>> unused) {
    var target = facts.target();
    boolean isOurs = target.equals(known.source()) && state.publishedRevision() != null;
    var stores =
        isOurs || found == null ? known : known.withFound(found, facts.declared().separator());
    if (known.source() != null && !target.equals(known.source())) {
      stores = stores.withFormer(null);
    }
    stores = stores.withSource(target).withoutUnused(unused);
    return state.failedFingerprint() == null
        ? stores
        : stores.withdrawn(or(state.activeRevision()));
  }

  /**
   * Plans repair, publication and the start of a rollout.
   *
   * @param stores the merged state
   * @param found the value in the Secret; null if there is none
   */
  static BindingSteps publish(
      BindingFacts facts, BucketBindingsStatus state, FileStores stores, @Nullable String found) {
    var plan = new BindingPlan(facts, state);
    var present = plan.repair(stores, found);
    var due = plan.publishIfDue(stores, present);
    return RolloutPlan.start(plan.draft, earlier(due, facts.now().plus(facts.interval())));
  }

  /**
   * Restores the published value if another client changed it. A value that is about to be
   * published is no such change, because the operator may have been stopped after writing it.
   *
   * @return the value in the Secret after the repair
   */
  private @Nullable String repair(FileStores stores, @Nullable String found) {
    var state = draft.state();
    var published = state.publishedFingerprint();
    var next = stores.value(facts.separator());
    if (published == null
        || (found != null && published.equals(Fingerprint.of(found)))
        || (next.equals(found) && !Fingerprint.of(next).equals(state.failedFingerprint()))) {
      return found;
    }
    var right =
        Stream.of(
                Optional.of(next),
                Optional.ofNullable(stores.former()),
                Optional.of(stores.publishedValue(facts.separator())))
            .flatMap(Optional::stream)
            .filter(value -> published.equals(Fingerprint.of(value)))
            .findFirst();
    if (right.isEmpty()) {
      return found;
    }
    draft.add(new WriteValue(right.get()));
    draft.emit(
        WARNING,
        "BindingRepaired",
        "The Secret in spec.bucketBindings did not contain the published value. It was restored.");
    draft.add(new CountDrift());
    return right.get();
  }

  /**
   * Publishes all changes in one value when the quiet period has passed.
   *
   * @return the time of the publication if it is not due yet
   */
  private @Nullable Instant publishIfDue(FileStores stores, @Nullable String found) {
    var state = draft.state();
    var value = stores.value(facts.separator());
    var fingerprint = Fingerprint.of(value);
    if (fingerprint.equals(state.publishedFingerprint())) {
      noteAsPublished(stores);
      draft.keep(state.waitingSince(null).failing(null));
      return null;
    }
    if (fingerprint.equals(state.failedFingerprint())) {
      return null;
    }
    var since = state.changedAt() == null ? facts.now() : state.changedAt();
    draft.keep(state.waitingSince(since));
    var due = since.plus(Durations.parse(facts.declared().quietPeriod()));
    if (due.isAfter(facts.now())) {
      return due;
    }
    if (!draft.isRolling() || draft.isLate()) {
      publish(stores, value, found);
    }
    return null;
  }

  /** Marks new entries that do not change the value as published: the Secret contains them. */
  private void noteAsPublished(FileStores stores) {
    var change = new StoresChange.Published(or(draft.state().publishedRevision()));
    if (!change.applyTo(stores).equals(stores)) {
      draft.add(new ChangeStores(change));
      draft.add(new EnqueueConnectors());
    }
  }

  private void publish(FileStores stores, String value, @Nullable String found) {
    var state = draft.state();
    long revision = Math.max(or(state.publishedRevision()), stores.highestRevision()) + 1;
    int number = stores.entries().size();
    if (facts.restarts() && stores.former() == null) {
      draft.add(new ChangeStores(new StoresChange.Former(found == null ? "" : found)));
    }
    draft.add(new WriteValue(value));
    draft.add(new ChangeStores(new StoresChange.Written(value, facts.separator(), revision)));
    draft.save(
        state.publishing(number, revision, Fingerprint.of(value), facts.now()).failing(null));
    draft.emit(
        NORMAL,
        "BucketsPublished",
        "Wrote " + buckets(number) + " into Secret " + facts.target() + " for the W&B server.");
  }

  /** Returns the number with its noun. */
  static String buckets(long number) {
    return number + (number == 1 ? " bucket" : " buckets");
  }
}
