package com.wandb.iam.bucket.binding;

import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.PlainText;
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
 * Binds the buckets of all StorageConnectors of a server to the server's environment: collects
 * changes, publishes them in one value, limits rollouts, and restores the former value if the
 * server does not become healthy.
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
   * The result of one reconciliation of the buckets.
   *
   * @param condition the server's condition Bound; null if there is nothing to bind
   * @param requeueAt the time of the next reconciliation; null if an event starts it
   */
  public record Outcome(@Nullable ConditionUpdate condition, @Nullable Instant requeueAt) {
    static final Outcome NOTHING = new Outcome(null, null);

    /** Returns the result of the server with this condition and requeue time. */
    public ReconcileResult beside(ReconcileResult result, Instant now) {
      var with =
          condition == null
              ? result
              : result.with(
                  condition.type(), condition.state(), condition.reason(), condition.message());
      return with.requeueAt(requeueAt, now);
    }
  }

  /** Reconciles the buckets of a server. */
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
   * Begins nothing while another operator deploys the server.
   *
   * @return empty if a rollout is not finished, because it may be why the server is not ready
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

  /** Restarts the time limit of a rollout that could not begin. */
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
    var message =
        status == null || status.getMessage() == null
            ? "The Kubernetes API server answered " + error.getCode() + "."
            : PlainText.sentence(status.getMessage());
    return new ConditionUpdate(
        ConditionType.Bound,
        ConditionUpdate.State.FALSE,
        error.getCode() == 403 ? Reason.Forbidden : Reason.Error,
        "spec.bucketBindings: "
            + (error.getCode() == 403
                ? "The operator needs the permission to get and patch Secret "
                    + ref.namespace()
                    + "/"
                    + ref.name()
                    + " and the workloads in rollout. "
                : "")
            + message);
  }
}
