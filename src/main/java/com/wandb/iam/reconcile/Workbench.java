package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.WeightsAndBiasesWatch;
import com.wandb.iam.kube.Workloads;
import com.wandb.iam.wandb.StepResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all reconcilers work with.
 *
 * @param now the resources by the API server itself, where what was watched is not enough
 * @param observer is told what is done
 * @param started opens when every kind's resources are known: before that, absence means nothing
 * @param fileStores which buckets each server is to know
 * @param deployments what W&B's own operator says of servers
 * @param buckets how buckets are looked at, and servers rolled for them
 * @param operatorNamespace where admin credentials are, and nowhere else
 * @param keepsKeys whether keys that no server shows again are kept there, too
 * @param clusterId tells this cluster from others: the uid of its namespace kube-system
 */
record Workbench(
    Resources resources,
    ListedNow now,
    Servers servers,
    Claims claims,
    Brakes brakes,
    Foreseen foreseen,
    Corrections corrections,
    OwnWrites writes,
    Turns turns,
    Passes passes,
    EventRecorder events,
    Secrets secrets,
    Workloads workloads,
    FileStoreLedger fileStores,
    Preflights preflights,
    BucketPace buckets,
    IdAnnotation ids,
    Namespaces namespaces,
    WeightsAndBiasesWatch deployments,
    InstantSource clock,
    WorkObserver observer,
    CountDownLatch started,
    String operatorNamespace,
    String clusterId,
    boolean keepsKeys) {

  /**
   * A resource that another one names. What was watched can be nothing for a moment: before it is
   * missing the API server is asked. It can also be older than what this process wrote last, and
   * that write has woken whoever waits: nobody would tell them a second time.
   */
  <R extends HasMetadata> Optional<R> find(Class<R> kind, @Nullable String namespace, String name) {
    return resources
        .get(kind, namespace, name)
        .flatMap(known -> writes.newest(known, now.client()))
        .or(() -> now.get(kind, namespace, name));
  }

  /** One pass over a resource that is to be; none where it is going by now. */
  <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>>
      UpdateControl<R> reconcile(
          R cached,
          Context<R> context,
          Class<T> statusType,
          Function<T, D> draft,
          Function<Pass<R, T, D>, UpdateControl<R>> work) {
    return inTurn(
        cached,
        context,
        resource ->
            resource.isMarkedForDeletion()
                ? UpdateControl.noUpdate()
                : work.apply(pass(resource, context, statusType, draft)),
        UpdateControl::noUpdate);
  }

  /** One pass over a resource that is to go. */
  <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>> DeleteControl cleanup(
      R cached,
      Context<R> context,
      Class<T> statusType,
      Function<T, D> draft,
      Function<Pass<R, T, D>, DeleteControl> work) {
    return inTurn(
        cached,
        context,
        resource -> work.apply(pass(resource, context, statusType, draft)),
        DeleteControl::noFinalizerRemoval);
  }

  /** Once it is known what else there is, and nobody else is at it. */
  private <R extends IamResource<?, ?>, C> C inTurn(
      R cached, Context<R> context, Function<R, C> work, Supplier<C> gone) {
    awaitStart();
    return turns.take(
        new Place(cached.getClass(), ResourceID.fromResource(cached)),
        () ->
            Tracing.pass(
                () -> writes.newest(cached, context.getClient()).map(work).orElseGet(gone)));
  }

  private record Place(Class<?> kind, ResourceID id) {}

  private <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>>
      Pass<R, T, D> pass(
          R resource, Context<R> context, Class<T> statusType, Function<T, D> draft) {
    if (resource.getStatus() == null) {
      resource.setStatus(
          context
              .getClient()
              .getKubernetesSerialization()
              .convertValue(Map.of("observedGeneration", -1), statusType));
    }
    return new Pass<>(writes, resource, context, draft.apply(resource.getStatus()));
  }

  /** Lets a claim of a resource go, and has those look again who waited for it. */
  void release(Claims.Claim claim, Claims.Claimant claimant) {
    wake(claims.release(claim, claimant));
  }

  /** The same for those of its claims that the question holds for. */
  void release(Predicate<Claims.Claim> which, Claims.Claimant claimant) {
    wake(claims.release(which, claimant));
  }

  /** Tells that a plan was carried out, where anything of it was. */
  void observe(String server, List<StepResult> results) {
    if (results.stream().anyMatch(StepResult.Applied.class::isInstance)) {
      observer.planApplied(server);
    }
  }

  private void wake(Set<Claims.Claimant> waiting) {
    waiting.forEach(one -> resources.wake(one.kind(), one.namespace(), one.name()));
  }

  private void awaitStart() {
    try {
      started.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped before the start was complete", stopping);
    }
  }
}
