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
 * Writes to a resource as long as nobody else wrote its status. The framework's own way takes the
 * version from its cache and tries again after any conflict: so a process that was paused puts its
 * old status over the newer one, and the status of a resource that is gone gets into the one that
 * was made anew under the same name.
 */
final class SoleWriter<R extends IamResource<?, T>, T extends ResourceStatus> {
  private static final int ATTEMPTS = 10;

  private final KubernetesClient client;
  private final UnaryOperator<T> own;

  /**
   * @param own the part of a status that passes write; what others write there is no conflict
   */
  SoleWriter(KubernetesClient client, UnaryOperator<T> own) {
    this.client = client;
    this.own = own;
  }

  /**
   * Writes, again where only something else about the resource changed.
   *
   * @param known as the pass knows it
   * @param write sends the version of what it is given, which is what the pass knows with the
   *     metadata of now
   * @param done whether it is written already: an answer may have been lost
   * @return as the API server has it then
   * @throws StaleResourceException where the resource has gone, or its status was written by
   *     somebody else
   */
  R write(R known, UnaryOperator<R> write, Predicate<R> done) {
    var next = known;
    int attempt = 1;
    while (true) {
      try {
        return write.apply(next);
      } catch (KubernetesClientException refused) {
        if (!isMeanwhile(refused) || attempt == ATTEMPTS) {
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

  private static boolean isMeanwhile(KubernetesClientException refused) {
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

  /** What is declared stays as it was read: nothing is said of what the pass has not seen. */
  private R with(ObjectMeta metadata, R known) {
    var copy = client.getKubernetesSerialization().clone(known);
    copy.setMetadata(metadata);
    return copy;
  }
}
