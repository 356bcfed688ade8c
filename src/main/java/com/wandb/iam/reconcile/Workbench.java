package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.Workloads;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What all reconcilers work with.
 *
 * @param started opens when every kind's resources are known: before that, absence means nothing
 * @param fileStores which buckets each server is to know
 * @param buckets how buckets are looked at, and servers rolled for them
 * @param operatorNamespace where admin credentials are, and nowhere else
 * @param keepsKeys whether keys that no server shows again are kept there, too
 * @param clusterId tells this cluster from others: the uid of its namespace kube-system
 */
record Workbench(
    Resources resources,
    Servers servers,
    Claims claims,
    Brakes brakes,
    Foreseen foreseen,
    Corrections corrections,
    OwnWrites writes,
    Passes passes,
    EventRecorder events,
    Secrets secrets,
    Workloads workloads,
    FileStoreLedger fileStores,
    Preflights preflights,
    BucketPace buckets,
    IdAnnotation ids,
    Namespaces namespaces,
    InstantSource clock,
    CountDownLatch started,
    String operatorNamespace,
    String clusterId,
    boolean keepsKeys) {

  /** A pass over a resource, once it is known what else there is. */
  <R extends IamResource<?, T>, T extends ResourceStatus, D extends Draft<T>> Pass<R, T, D> pass(
      R cached, Context<R> context, Class<T> statusType, Function<T, D> draft) {
    awaitStart();
    var resource = writes.newest(cached, context.getClient());
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
