package com.wandb.iam.bucket.binding;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.FileStoreBinder.Outcome;
import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.kube.SharedSecret;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One look at the buckets of one server. A rollout and a return to the former value are in status
 * before they are begun.
 */
final class FileStoreReconciler {
  private final FileStoreBinder binder;
  private final BoundServer pass;
  private final BucketBindings bindings;
  private final Instant now;
  private final String server;
  private final FileStoreState ledger;
  private final SharedSecret target;
  private final String targetName;
  private BucketBindingsStatus state;

  /**
   * @param now to the second, as a status has it
   */
  FileStoreReconciler(
      FileStoreBinder binder, BoundServer pass, BucketBindings bindings, Instant now) {
    this.binder = binder;
    this.pass = pass;
    this.bindings = bindings;
    this.now = now;
    this.server = pass.name();
    this.ledger = binder.fileStores();
    this.state = Objects.requireNonNullElse(pass.bindings(), BucketBindingsStatus.NONE);
    var ref = bindings.secretRef();
    this.target = binder.secrets().shared(ref.namespace(), ref.name(), FileStores.VARIABLE);
    this.targetName = FileStores.nameOf(ref);
  }

  Outcome run() {
    var found = target.read().orElse(null);
    var known = ledger.find(server).orElse(null);
    if (known == null && state.publishedRevision() == null) {
      // Nobody ever declared a bucket here: what others wrote there is theirs.
      return Outcome.NOTHING;
    }
    if (ActionAnnotation.RECONCILE.pending(pass.resource(), pass.report().handled()).isPresent()) {
      keep(state.failing(null));
    }
    var before = known == null ? FileStores.NONE : known;
    boolean moved = before.source() != null && !before.source().equals(targetName);
    if (moved) {
      move(String.valueOf(before.source()));
    }
    var unused = unused(before);
    var stores = ledger.change(server, present -> settled(present, found, unused));
    if (!stores.entries().keySet().containsAll(before.entries().keySet())) {
      enqueueWhoeverWaited();
    }
    var standing = repair(stores, found);
    var due = publishWhereDue(stores, standing);
    return rollWhereDue(earlier(due, now.plus(interval())));
  }

  /** An entry that is gone may have been in the way of a connector. */
  private void enqueueWhoeverWaited() {
    binder
        .resources()
        .enqueue(
            StorageConnector.class,
            connector -> server.equals(connector.getSpec().serverRef().name()));
  }

  /** In status first: what stands in another Secret is nothing to repair. */
  private void move(String former) {
    keep(state.moving());
    pass.save();
    binder
        .events()
        .warning(
            pass.resource(),
            "BindingMoved",
            "spec.bucketBindings.secretRef names another Secret now; "
                + former
                + " keeps what was published there last: remove its key "
                + FileStores.VARIABLE
                + " when no server reads it any more");
  }

  private Duration interval() {
    return Durations.parse(pass.resource().getSpec().sync().interval());
  }

  /**
   * With what somebody else wrote, without what no team needs any more, and with nothing published
   * that was taken back. What was there before the operator stays, and so does all where the ledger
   * or the status was lost, or another Secret is meant now.
   */
  private FileStores settled(
      FileStores known, @Nullable String found, Map<String, Set<String>> unused) {
    boolean isKnown = targetName.equals(known.source()) && state.publishedRevision() != null;
    var stores = isKnown || found == null ? known : known.withFound(found, bindings.separator());
    if (known.source() != null && !targetName.equals(known.source())) {
      stores = stores.withFormer(null);
    }
    stores = stores.withSource(targetName).withoutUnused(unused);
    return state.failedFingerprint() == null
        ? stores
        : stores.withdrawn(or(state.activeRevision()));
  }

  /** Entries that are kept for teams only, and whose teams are gone. */
  private Map<String, Set<String>> unused(FileStores stores) {
    var users = new BucketUsers(binder.servers().connection(server).orElse(null));
    return stores.keptForTeams().entrySet().stream()
        .filter(entry -> users.areGone(entry.getValue()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * What is not as it was published, whoever changed it, is put right. What is about to be
   * published is no such change: whoever wrote it was stopped before it could say so.
   *
   * @return what stands there now
   */
  private @Nullable String repair(FileStores stores, @Nullable String found) {
    var published = state.publishedFingerprint();
    var next = stores.value(bindings.separator());
    if (published == null
        || (found != null && published.equals(Fingerprint.of(found)))
        || (next.equals(found) && !Fingerprint.of(next).equals(state.failedFingerprint()))) {
      return found;
    }
    var right =
        Stream.of(
                Optional.of(next),
                Optional.ofNullable(stores.former()),
                Optional.of(stores.publishedValue(bindings.separator())))
            .flatMap(Optional::stream)
            .filter(value -> published.equals(Fingerprint.of(value)))
            .findFirst();
    right.ifPresent(
        value -> {
          target.write(value);
          binder
              .events()
              .warning(
                  pass.resource(),
                  "BindingRepaired",
                  "the Secret that spec.bucketBindings names was not as it was published; it is"
                      + " again");
          binder.observer().driftCorrected(pass.name());
        });
    return right.orElse(found);
  }

  /** Collects for a while, then publishes all at once. */
  private @Nullable Instant publishWhereDue(FileStores stores, @Nullable String found) {
    var value = stores.value(bindings.separator());
    var fingerprint = Fingerprint.of(value);
    if (fingerprint.equals(state.publishedFingerprint())) {
      noteAsPublished(stores);
      keep(state.waitingSince(null).failing(null));
      return null;
    }
    if (fingerprint.equals(state.failedFingerprint())) {
      return null;
    }
    keep(state.waitingSince(state.changedAt() == null ? now : state.changedAt()));
    var due =
        Objects.requireNonNull(state.changedAt()).plus(Durations.parse(bindings.quietPeriod()));
    if (due.isAfter(now)) {
      return due;
    }
    if (!isRolling() || isLate()) {
      publish(stores, value, found);
    }
    return null;
  }

  /** An entry that came and changed nothing in the value is in the Secret already. */
  private void noteAsPublished(FileStores stores) {
    var noted = stores.published(or(state.publishedRevision()));
    if (!noted.equals(stores)) {
      ledger.change(server, known -> known.published(or(state.publishedRevision())));
      binder
          .resources()
          .enqueue(
              StorageConnector.class,
              connector -> server.equals(connector.getSpec().serverRef().name()));
    }
  }

  private void publish(FileStores stores, String value, @Nullable String found) {
    long revision = Math.max(or(state.publishedRevision()), stores.highestRevision()) + 1;
    if (!bindings.rollout().isEmpty() && stores.former() == null) {
      ledger.change(server, known -> known.withFormer(found == null ? "" : found));
    }
    target.write(value);
    ledger.change(
        server,
        known ->
            known.value(bindings.separator()).equals(value) ? known.published(revision) : known);
    keep(
        state
            .publishing(stores.entries().size(), revision, Fingerprint.of(value), now)
            .failing(null));
    pass.save();
    binder
        .events()
        .normal(
            pass.resource(),
            "BucketsPublished",
            "published " + stores.entries().size() + " buckets for the server's environment");
  }

  private boolean isRolling() {
    return !bindings.rollout().isEmpty() && state.hasUnfinishedRollout();
  }

  private boolean isLate() {
    var at = state.rolledOutAt();
    return at != null && !at.plus(binder.timing().healthyWithin()).isAfter(now);
  }

  private Outcome rollWhereDue(Instant requeueAt) {
    if (state.failedFingerprint() != null && !isRolling()) {
      return new Outcome(
          bound(
              ConditionUpdate.State.FALSE,
              Reason.RolloutFailed,
              "the server did not become healthy with the buckets as declared; what it had"
                  + " before is restored; annotate the WandbServer with "
                  + ActionAnnotation.RECONCILE.annotation()
                  + " to try again"),
          requeueAt);
    }
    if (bindings.rollout().isEmpty() || state.publishedRevision() == null) {
      return new Outcome(told(), requeueAt);
    }
    if (!isRolling()) {
      if (or(state.publishedRevision()) <= or(state.activeRevision())) {
        return new Outcome(told(), requeueAt);
      }
      var due =
          state.rolledOutAt() == null
              ? now
              : state.rolledOutAt().plus(binder.timing().betweenRollouts());
      if (due.isAfter(now)) {
        return new Outcome(told(), earlier(due, requeueAt));
      }
      keep(state.rolling(now));
      pass.save();
    }
    return watch(requeueAt);
  }

  /** The rollout that is under way: to its good end, or back. */
  private Outcome watch(Instant requeueAt) {
    var progress =
        new ServerRollouts(binder.workloads(), bindings.rollout())
            .see(or(state.rolledOutRevision()) + "-" + state.rolledOutFingerprint());
    if (progress.isDone()) {
      ledger.change(server, known -> known.withFormer(null));
      keep(state.running());
      binder
          .events()
          .normal(pass.resource(), "ServerRolledOut", "the server runs with the buckets published");
      return rollWhereDue(requeueAt);
    }
    boolean late = progress.hasFailed() || isLate();
    boolean restored = late && state.failedFingerprint() == null && restore(progress.describe());
    return new Outcome(
        late && !restored
            ? bound(ConditionUpdate.State.FALSE, Reason.RolloutFailed, progress.describe())
            : bound(ConditionUpdate.State.TRUE, Reason.RolloutPending, progress.describe()),
        earlier(binder.clock().instant().plus(binder.timing().look()), requeueAt));
  }

  /** Once: where the former value does not help either, only a person can. */
  private boolean restore(String why) {
    var former = ledger.read(server).former();
    if (former == null) {
      return false;
    }
    var failed = state.publishedFingerprint();
    keep(
        state
            .publishing(
                or(state.entries()), or(state.publishedRevision()) + 1, Fingerprint.of(former), now)
            .rolling(now)
            .failing(failed));
    pass.save();
    target.write(former);
    ledger.change(server, known -> known.withdrawn(or(state.activeRevision())));
    binder
        .events()
        .warning(
            pass.resource(),
            Reason.RolloutFailed.name(),
            "the server did not become healthy with the buckets published ("
                + why
                + "); the former value is restored");
    return true;
  }

  private ConditionUpdate told() {
    return bound(
        ConditionUpdate.State.TRUE,
        Reason.Published,
        or(state.entries()) + " buckets are in the Secret");
  }

  private static ConditionUpdate bound(ConditionUpdate.State state, Reason reason, String message) {
    return new ConditionUpdate(ConditionType.Bound, state, reason, message);
  }

  private void keep(BucketBindingsStatus changed) {
    state = changed;
    pass.bindings(changed);
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one != null && one.isBefore(other) ? one : other;
  }

  private static long or(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private static int or(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
