package com.wandb.iam.bucket.binding;

import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.Workloads;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.server.sync.Servers;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings the buckets of all StorageConnectors of a server into the server's environment: collected
 * for a while, published in one value, rolled out not too often, and taken back where the server
 * does not become healthy with them.
 */
public record FileStoreBinder(
    FileStoreState fileStores,
    Secrets secrets,
    CachedResources resources,
    Servers servers,
    Workloads workloads,
    BucketTimings timing,
    EventRecorder events,
    WorkObserver observer,
    InstantSource clock) {
  private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(30);

  /**
   * What one look came to.
   *
   * @param finding the server's condition Bound; null where nothing is to be bound
   * @param requeueAt when to look again; null where somebody tells
   */
  public record Outcome(@Nullable ConditionUpdate finding, @Nullable Instant requeueAt) {
    static final Outcome NOTHING = new Outcome(null, null);

    /** A conclusion with this beside it. */
    public ReconcileResult beside(ReconcileResult conclusion, Instant now) {
      var with =
          finding == null
              ? conclusion
              : conclusion.with(
                  finding.type(), finding.state(), finding.reason(), finding.message());
      return with.requeueAt(requeueAt, now);
    }
  }

  /** Looks at the buckets of a server and does what is due. */
  public Outcome run(BoundServer pass) {
    var bindings = pass.resource().getSpec().bucketBindings();
    if (bindings == null) {
      return Outcome.NOTHING;
    }
    try {
      return new FileStoreReconciler(this, pass, bindings, now()).run();
    } catch (KubernetesClientException refused) {
      postpone(pass);
      return new Outcome(refusal(bindings, refused), now().plus(AFTER_A_REFUSAL));
    }
  }

  /**
   * Begins nothing while somebody else is at work on the server.
   *
   * @return empty where a rollout is under way, which perhaps is what the server suffers from
   */
  public Optional<Outcome> rest(BoundServer pass, String why) {
    if (pass.resource().getSpec().bucketBindings() == null) {
      return Optional.of(Outcome.NOTHING);
    }
    var state = pass.bindings();
    return state != null && state.hasUnfinishedRollout()
        ? Optional.empty()
        : Optional.of(
            new Outcome(
                new ConditionUpdate(
                    ConditionType.Bound,
                    ConditionUpdate.State.UNKNOWN,
                    Reason.DeploymentNotReady,
                    why),
                null));
  }

  /** A rollout that could not be begun has its whole time still before it. */
  private void postpone(BoundServer pass) {
    var state = pass.bindings();
    if (state != null && state.hasUnfinishedRollout()) {
      pass.bindings(state.rolling(now()));
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static ConditionUpdate refusal(BucketBindings bindings, KubernetesClientException error) {
    var ref = bindings.secretRef();
    var status = error.getStatus();
    var words =
        status == null || status.getMessage() == null
            ? "the Kubernetes API answers " + error.getCode()
            : status.getMessage();
    return new ConditionUpdate(
        ConditionType.Bound,
        ConditionUpdate.State.FALSE,
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
}
