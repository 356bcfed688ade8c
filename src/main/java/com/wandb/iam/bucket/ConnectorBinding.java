package com.wandb.iam.bucket;

import static com.wandb.iam.crd.v1alpha1.ConditionType.Accepted;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Active;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Bound;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Ready;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Stalled;
import static com.wandb.iam.crd.v1alpha1.ConditionType.Synced;

import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ConditionUpdate.State;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.StaleResourceException;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.storage.BucketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connector's entry in the server's environment: offered, published, and read by the server. */
final class ConnectorBinding {
  private final FileStoreState fileStores;
  private final LiveResources live;
  private final Secrets secrets;
  private final InstantSource clock;
  private final References references;
  private final Dependents dependents;
  private final ConnectorReconciliation pass;
  private final WandbServer server;

  private static final Duration WOKEN_USUALLY = Duration.ofMinutes(5);

  private final String key;

  ConnectorBinding(
      FileStoreState fileStores,
      LiveResources live,
      Secrets secrets,
      InstantSource clock,
      References references,
      Dependents dependents,
      ConnectorReconciliation pass,
      WandbServer server) {
    this.fileStores = fileStores;
    this.live = live;
    this.secrets = secrets;
    this.clock = clock;
    this.references = references;
    this.dependents = dependents;
    this.pass = pass;
    this.server = server;
    this.key = pass.resource().getMetadata().getUid();
  }

  /** What is known of the entry. */
  private FileStores stores() {
    return fileStores.read(server.getMetadata().getName());
  }

  /** Has the server's value hold the bucket, as soon as it is due. */
  void offer(BucketAddress address) {
    if (server.getSpec().bucketBindings() == null) {
      return;
    }
    var name = server.getMetadata().getName();
    var owner = pass.namespace() + "/" + pass.name();
    var entry = new FileStores.Entry(address.fileStore(), address.redacted(), owner);
    var stores = stores();
    if (stores.of(key).filter(before -> before.store().equals(entry.store())).isPresent()) {
      return;
    }
    var found = found(stores, address).orElse(null);
    fileStores.change(
        name,
        now -> {
          var present = now.of(key).orElse(null);
          if (present != null) {
            return now.with(key, entry.after(present));
          }
          refuseIfGone();
          var other = now.at(address.location(), key).orElse(found);
          if (other == null) {
            return now.with(key, entry);
          }
          takeOver(other.getValue(), address, owner);
          return now.without(other.getKey()).with(key, entry.after(other.getValue()));
        });
    dependents.enqueueServer(name);
  }

  /**
   * A deletion that began before our finalizer was set takes the resource away in spite of it:
   * nobody would ever take its entry back.
   */
  private void refuseIfGone() {
    var uid = pass.resource().getMetadata().getUid();
    if (live.get(StorageConnector.class, pass.namespace(), pass.name())
        .filter(now -> now.getMetadata().getUid().equals(uid))
        .isEmpty()) {
      throw StaleResourceException.byDeletion();
    }
  }

  /** What somebody else wrote there, and the server's pass has not taken in yet. */
  private Optional<Map.Entry<String, FileStores.Entry>> found(
      FileStores stores, BucketAddress address) {
    var bindings = Objects.requireNonNull(server.getSpec().bucketBindings(), "looked at before");
    var ref = bindings.secretRef();
    if (FileStores.nameOf(ref).equals(stores.source())) {
      return Optional.empty();
    }
    return secrets
        .shared(ref.namespace(), ref.name(), FileStores.VARIABLE)
        .read()
        .flatMap(
            value ->
                FileStores.NONE.withFound(value, bindings.separator()).at(address.location(), key));
  }

  private BucketBindingsStatus state() {
    return Optional.ofNullable(server.getStatus())
        .flatMap(status -> Optional.ofNullable(status.bucketBindings()))
        .orElse(BucketBindingsStatus.NONE);
  }

  /**
   * Somebody's entry is in the place: that of this very resource before a restore, or of one of its
   * name that vanished, is taken back; that of nobody is taken over where that is allowed.
   */
  private void takeOver(FileStores.Entry other, BucketAddress address, String owner) {
    boolean same = other.place().equals(address.redacted());
    boolean ofSameName =
        other.owner().equals(owner)
            && other.location().filter(address.location()::isSame).isPresent();
    if (ofSameName || (same && wasBound(address))) {
      return;
    }
    var spec = pass.resource().getSpec();
    if (!same || !other.owner().isEmpty() || spec.adoptionPolicy() == AdoptionPolicy.Never) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: the server's environment has "
                  + (same ? "this bucket" : "a bucket that overlaps with this one")
                  + " already"
                  + (same && other.owner().isEmpty()
                      ? "; set adoptionPolicy to IfExists to take it over, where the server's"
                          + " tenants allow it"
                      : ": choose another path")));
    }
    ReconcileAbort.atViolation(
        references
            .tenancy(server)
            .check(
                references.bucket(pass, DeclaredBucket.use(spec)).adopting(),
                "spec.adoptionPolicy"));
    pass.draft().adopted = true;
  }

  private boolean wasBound(BucketAddress address) {
    return address.redacted().equals(pass.draft().address)
        && Conditions.find(pass.report().conditions(), Bound.name())
            .filter(bound -> "True".equals(bound.status()))
            .isPresent();
  }

  /** What would be done. */
  ReconcileResult foreseen(BucketAddress address, PreflightVerdicts.Known verdict) {
    boolean there =
        server.getSpec().bucketBindings() == null
            || stores()
                .of(key)
                .filter(entry -> entry.store().equals(address.fileStore()))
                .isPresent();
    var observed =
        ReconcileResult.observed(
            there ? List.of() : List.of("have the server know the bucket " + address.redacted()));
    return observed
        .with(
            verdict.verified().type(),
            verdict.verified().state(),
            verdict.verified().reason(),
            verdict.verified().message())
        .requeueAt(verdict.again(), clock.instant());
  }

  /** How far the bucket is. */
  ReconcileResult conclusion(BucketAddress address, PreflightVerdicts.Known verdict) {
    var findings = new ArrayList<ConditionUpdate>();
    findings.add(new ConditionUpdate(Accepted, State.TRUE, Reason.Valid, ""));
    findings.add(verdict.verified());
    var bindings = server.getSpec().bucketBindings();
    var bound = bindings == null ? notBound(Bound) : bound(address);
    var active = bindings == null ? notBound(Active) : active(bindings, address);
    findings.add(bound);
    findings.add(active);
    boolean known = bound.state() == State.TRUE || bindings == null;
    findings.add(
        known
            ? new ConditionUpdate(Synced, State.TRUE, Reason.Synced, "")
            : new ConditionUpdate(Synced, State.FALSE, bound.reason(), bound.message()));
    var trouble = trouble(verdict, bound, active, known);
    findings.add(
        trouble
            .map(one -> new ConditionUpdate(Ready, State.FALSE, one.reason(), one.message()))
            .orElseGet(
                () ->
                    new ConditionUpdate(
                        Ready,
                        State.TRUE,
                        Reason.Ready,
                        "the bucket " + address.redacted() + " is as declared")));
    trouble
        .filter(
            one -> one.reason() == Reason.PreflightFailed || one.reason() == Reason.RolloutFailed)
        .ifPresent(
            one ->
                findings.add(
                    new ConditionUpdate(Stalled, State.TRUE, one.reason(), one.message())));
    boolean isOnItsWay = bound.state() == State.FALSE || active.state() == State.FALSE;
    var now = clock.instant();
    return new ReconcileResult(findings, ReconcileResult.Retry.NEVER, null)
        .requeueAt(
            isOnItsWay ? sooner(verdict.again(), now.plus(WOKEN_USUALLY)) : verdict.again(), now);
  }

  private static Instant sooner(@Nullable Instant one, Instant other) {
    return one != null && one.isBefore(other) ? one : other;
  }

  private static Optional<ConditionUpdate> trouble(
      PreflightVerdicts.Known verdict,
      ConditionUpdate bound,
      ConditionUpdate active,
      boolean known) {
    if (!verdict.mayPublish()) {
      return Optional.of(verdict.verified());
    }
    if (!known) {
      return Optional.of(bound);
    }
    return active.state() == State.FALSE ? Optional.of(active) : Optional.empty();
  }

  private static ConditionUpdate notBound(ConditionType type) {
    return new ConditionUpdate(
        type,
        State.UNKNOWN,
        Reason.NotBound,
        "the WandbServer has no bucketBindings: nobody tells the server of the bucket");
  }

  private Optional<Long> revision(BucketAddress address) {
    return stores()
        .of(key)
        .filter(entry -> entry.store().equals(address.fileStore()))
        .flatMap(FileStores.Entry::revision);
  }

  private ConditionUpdate bound(BucketAddress address) {
    // Lost since it was offered: the server has it all the same, and the next pass offers it anew.
    boolean isLost = wasBound(address) && stores().of(key).isEmpty();
    if (isLost || revision(address).isPresent()) {
      return new ConditionUpdate(Bound, State.TRUE, Reason.Published, "");
    }
    return serverTrouble()
        .orElseGet(
            () ->
                new ConditionUpdate(
                    Bound,
                    State.FALSE,
                    Reason.Pending,
                    "waiting to be published with what else changes"));
  }

  /** Why the server's Secret cannot be written, or is not to be. */
  private Optional<ConditionUpdate> serverTrouble() {
    return Optional.ofNullable(server.getStatus())
        .flatMap(status -> Conditions.find(status.conditions(), Bound.name()))
        .filter(condition -> "False".equals(condition.status()))
        .map(
            condition ->
                new ConditionUpdate(
                    Bound,
                    State.FALSE,
                    Reason.valueOf(
                        Objects.requireNonNullElse(condition.reason(), Reason.Error.name())),
                    Objects.requireNonNullElse(condition.message(), "")));
  }

  private ConditionUpdate active(BucketBindings bindings, BucketAddress address) {
    var revision = revision(address).orElse(null);
    if (revision == null) {
      return new ConditionUpdate(Active, State.FALSE, Reason.Pending, "not published yet");
    }
    if (bindings.rollout().isEmpty()) {
      return new ConditionUpdate(
          Active,
          State.UNKNOWN,
          Reason.RolloutUnknown,
          "the WandbServer names no workloads to restart: restart the server yourself");
    }
    var active = state().activeRevision();
    long running = active == null ? 0 : active;
    return running >= revision
        ? new ConditionUpdate(Active, State.TRUE, Reason.RolledOut, "")
        : new ConditionUpdate(
            Active, State.FALSE, Reason.RolloutPending, "the server was not restarted with it yet");
  }
}
