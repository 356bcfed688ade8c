package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Writes to a resource unless another process wrote its status. The framework takes the version
 * from its cache and retries after each conflict. A process that was paused would then overwrite a
 * newer status. The status of a deleted resource would be written to a new one with the same name.
 */
final class SoleWriter<R extends IamResource<?, T>, T extends ResourceStatus> {
  private static final int ATTEMPTS = 10;

  private final KubernetesClient client;
  private final UnaryOperator<T> own;

  /**
   * @param own returns the part of a status that reconciliations write; other writes are no
   *     conflict
   */
  SoleWriter(KubernetesClient client, UnaryOperator<T> own) {
    this.client = client;
    this.own = own;
  }

  /**
   * Writes the resource. Repeats the write if another client changed anything but the status.
   *
   * @param known the resource as this reconciliation read it
   * @param write writes its argument: {@code known} with the current metadata
   * @param done returns whether the write was already made, because a response can be lost
   * @return the resource after the write
   * @throws StaleResourceException if the resource was deleted, or if another process wrote its
   *     status
   */
  R write(R known, UnaryOperator<R> write, Predicate<R> done) {
    var next = known;
    int attempt = 1;
    while (true) {
      try {
        return write.apply(next);
      } catch (KubernetesClientException refused) {
        if (!isConcurrentChange(refused) || attempt == ATTEMPTS) {
          throw refused;
        }
        attempt++;
      }
      var now = now(known);
      if (done.test(now)) {
        return now;
      }
      if (!own(now).equals(own(known))) {
        throw StaleResourceException.byAnother();
      }
      next = with(now.getMetadata(), known);
    }
  }

  private static boolean isConcurrentChange(KubernetesClientException refused) {
    return refused.getCode() == HttpURLConnection.HTTP_CONFLICT
        || refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  private R now(R known) {
    var now = client.resource(known).get();
    if (now == null || !now.getMetadata().getUid().equals(known.getMetadata().getUid())) {
      throw StaleResourceException.byDeletion();
    }
    return now;
  }

  private Optional<T> own(R resource) {
    return Optional.ofNullable(resource.getStatus()).map(own);
  }

  /** Keeps the spec that was read, because conditions must not refer to a newer one. */
  private R with(ObjectMeta metadata, R known) {
    var copy = client.getKubernetesSerialization().clone(known);
    copy.setMetadata(metadata);
    return copy;
  }
}
