package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import com.wandb.iam.kube.SharedSecret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings the buckets of all StorageConnectors of a server into the server's environment: collected
 * for a while, published in one value, rolled out not too often, and taken back where the server
 * does not become healthy with them.
 */
final class FileStoreBinder {
  private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(30);

  private final Workbench workbench;
  private final FileStoreLedger ledger;

  FileStoreBinder(Workbench workbench) {
    this.workbench = workbench;
    this.ledger = workbench.fileStores();
  }

  /**
   * What one look came to.
   *
   * @param finding the server's condition Bound; null where nothing is to be bound
   * @param wake when to look again; null where somebody tells
   */
  record Outcome(@Nullable Finding finding, @Nullable Instant wake) {
    private static final Outcome NOTHING = new Outcome(null, null);

    /** A conclusion with this beside it. */
    Conclusion beside(Conclusion conclusion, Instant now) {
      var with =
          finding == null
              ? conclusion
              : conclusion.with(
                  finding.type(), finding.state(), finding.reason(), finding.message());
      return with.againAt(wake, now);
    }
  }

  /** Looks at the buckets of a server and does what is due. */
  Outcome run(Pass<WandbServer, WandbServerStatus, ServerDraft> pass) {
    var bindings = pass.resource().getSpec().bucketBindings();
    if (bindings == null) {
      return Outcome.NOTHING;
    }
    try {
      return new Work(pass, bindings).run();
    } catch (KubernetesClientException refused) {
      return new Outcome(refusal(bindings, refused), now().plus(AFTER_A_REFUSAL));
    }
  }

  private Instant now() {
    return workbench.clock().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Finding refusal(BucketBindings bindings, KubernetesClientException error) {
    var ref = bindings.secretRef();
    var status = error.getStatus();
    var words =
        status == null || status.getMessage() == null
            ? "the Kubernetes API answers " + error.getCode()
            : status.getMessage();
    return new Finding(
        ConditionType.Bound,
        Finding.State.FALSE,
        error.getCode() == 403 ? Reason.Forbidden : Reason.Error,
        "spec.bucketBindings: "
            + (error.getCode() == 403
                ? "the operator lacks a right: get and patch on the Secret "
                    + ref.namespace()
                    + "/"
                    + ref.name()
                    + ", and on the workloads under rollout; "
                : "")
            + words);
  }

  /** One look at one server. */
  private final class Work {
    private final Pass<WandbServer, WandbServerStatus, ServerDraft> pass;
    private final BucketBindings bindings;
    private final String server;
    private final SharedSecret target;
    private final Instant now = now();
    private BucketBindingsStatus state;

    Work(Pass<WandbServer, WandbServerStatus, ServerDraft> pass, BucketBindings bindings) {
      this.pass = pass;
      this.bindings = bindings;
      this.server = pass.name();
      this.state =
          Objects.requireNonNullElse(pass.draft().bucketBindings, BucketBindingsStatus.NONE);
      var ref = bindings.secretRef();
      this.target = workbench.secrets().shared(ref.namespace(), ref.name(), FileStores.VARIABLE);
    }

    Outcome run() {
      var found = target.read().orElse(null);
      var known = ledger.find(server);
      if (known.isEmpty() && state.publishedRevision() == null) {
        // Nobody ever declared a bucket here: what others wrote there is theirs.
        return Outcome.NOTHING;
      }
      // What was there before the operator stays, and so does all where the ledger was lost.
      boolean unknown = known.isEmpty() || state.publishedRevision() == null;
      var stores = ledger.change(server, now -> settled(now, unknown ? found : null));
      var value = stores.value(bindings.separator());
      repair(value, found);
      var wake = earlier(publishWhereDue(stores, value, found), now.plus(interval()));
      return rollWhereDue(wake);
    }

    private Duration interval() {
      return Durations.parse(pass.resource().getSpec().sync().interval());
    }

    /** With what somebody else wrote, and without what no team needs any more. */
    private FileStores settled(FileStores known, @Nullable String found) {
      var stores = found == null ? known : known.withFound(found, bindings.separator());
      for (var key : stores.keptForTeams()) {
        if (isUnused(stores, key)) {
          stores = stores.without(key);
        }
      }
      return stores;
    }

    /** Both the last look and the server itself say that the teams are gone. */
    private boolean isUnused(FileStores stores, String key) {
      var connection = workbench.servers().connection(server).orElse(null);
      var teams = stores.of(key).orElseThrow().teams();
      return connection != null
          && teams.stream().noneMatch(id -> connection.snapshot().team(id).isPresent())
          && teams.stream().noneMatch(id -> connection.api().teams().byId(id).isPresent());
    }

    /** What somebody else wrote over what is published is put right. */
    private void repair(String value, @Nullable String found) {
      var published = state.publishedFingerprint();
      if (published == null
          || !published.equals(Fingerprint.of(value))
          || (found != null && published.equals(Fingerprint.of(found)))) {
        return;
      }
      target.write(value);
      workbench
          .events()
          .warning(
              pass.resource(),
              "BindingRepaired",
              "the Secret that spec.bucketBindings names was changed by somebody else; it is as"
                  + " published again");
    }

    /** Collects for a while, then publishes all at once. */
    private @Nullable Instant publishWhereDue(
        FileStores stores, String value, @Nullable String found) {
      var fingerprint = Fingerprint.of(value);
      if (fingerprint.equals(state.publishedFingerprint())) {
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
      if (!isRolling()) {
        publish(stores, value, found);
      }
      return null;
    }

    private void publish(FileStores stores, String value, @Nullable String found) {
      long revision = or(state.publishedRevision()) + 1;
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
      workbench
          .events()
          .normal(
              pass.resource(),
              "BucketsPublished",
              "published " + stores.entries().size() + " buckets for the server's environment");
    }

    private boolean isRolling() {
      return state.rolledOutRevision() != null
          && or(state.rolledOutRevision()) > or(state.activeRevision());
    }

    private Outcome rollWhereDue(@Nullable Instant wake) {
      if (state.failedFingerprint() != null && !isRolling()) {
        return new Outcome(
            bound(
                Finding.State.FALSE,
                Reason.RolloutFailed,
                "the server did not become healthy with the buckets as declared; what it had"
                    + " before is restored"),
            wake);
      }
      if (bindings.rollout().isEmpty() || state.publishedRevision() == null) {
        return new Outcome(told(), wake);
      }
      if (!isRolling()) {
        if (or(state.publishedRevision()) <= or(state.activeRevision())) {
          return new Outcome(told(), wake);
        }
        var due =
            state.rolledOutAt() == null
                ? now
                : state.rolledOutAt().plus(workbench.buckets().betweenRollouts());
        if (due.isAfter(now)) {
          return new Outcome(told(), earlier(wake, due));
        }
        keep(state.rolling(now));
        pass.save();
      }
      return watch(wake);
    }

    /** The rollout that is under way: to its good end, or back. */
    private Outcome watch(@Nullable Instant wake) {
      var progress =
          ServerRollouts.of(workbench.workloads(), server, bindings.rollout())
              .see(Long.toString(or(state.rolledOutRevision())));
      if (progress.isDone()) {
        ledger.change(server, known -> known.withFormer(null));
        keep(state.running());
        workbench
            .events()
            .normal(
                pass.resource(), "ServerRolledOut", "the server runs with the buckets published");
        return state.failedFingerprint() == null ? new Outcome(told(), wake) : rollWhereDue(wake);
      }
      var deadline =
          Objects.requireNonNull(state.rolledOutAt()).plus(workbench.buckets().healthyWithin());
      if (progress.hasFailed() || !deadline.isAfter(now)) {
        restore(progress.describe());
      }
      return new Outcome(
          bound(Finding.State.TRUE, Reason.RolloutPending, progress.describe()),
          earlier(wake, workbench.clock().instant().plus(workbench.buckets().look())));
    }

    /** Once: where the former value does not help either, only a person can. */
    private void restore(String why) {
      var former = ledger.read(server).former();
      if (former == null) {
        return;
      }
      long revision = or(state.publishedRevision()) + 1;
      long good = or(state.activeRevision());
      var failed = state.publishedFingerprint();
      target.write(former);
      ledger.change(server, known -> known.withdrawn(good).withFormer(null));
      keep(
          state
              .publishing(or(state.entries()), revision, Fingerprint.of(former), now)
              .rolling(now)
              .failing(failed));
      pass.save();
      workbench
          .events()
          .warning(
              pass.resource(),
              Reason.RolloutFailed.name(),
              "the server did not become healthy with the buckets published ("
                  + why
                  + "); the former value is restored");
    }

    private Finding told() {
      return bound(
          Finding.State.TRUE, Reason.Published, or(state.entries()) + " buckets are in the Secret");
    }

    private static Finding bound(Finding.State state, Reason reason, String message) {
      return new Finding(ConditionType.Bound, state, reason, message);
    }

    private void keep(BucketBindingsStatus changed) {
      state = changed;
      pass.draft().bucketBindings = changed;
    }
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return Optional.ofNullable(one).filter(time -> time.isBefore(other)).orElse(other);
  }

  private static long or(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private static int or(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
