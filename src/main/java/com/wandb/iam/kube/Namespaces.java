package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The cluster's namespaces, watched: their labels decide what they may do. */
public final class Namespaces implements AutoCloseable {
  /** With this a namespace says from which others it accepts key Secrets, by commas apart. */
  public static final String ACCEPT = "iam.wandb.com/accept-secrets-from";

  private final KubernetesClient client;
  private final SharedIndexInformer<Namespace> informer;

  /**
   * Starts to watch.
   *
   * @param changed is told the name of each namespace whose labels, consent or life changed
   */
  public Namespaces(KubernetesClient client, Consumer<String> changed) {
    this.client = client;
    this.informer =
        client
            .namespaces()
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Namespace namespace) {
                    changed.accept(namespace.getMetadata().getName());
                  }

                  @Override
                  public void onUpdate(Namespace before, Namespace after) {
                    if (!labels(before).equals(labels(after))
                        || !accepted(before).equals(accepted(after))
                        || terminating(before) != terminating(after)) {
                      changed.accept(after.getMetadata().getName());
                    }
                  }

                  @Override
                  public void onDelete(Namespace namespace, boolean unknown) {
                    changed.accept(namespace.getMetadata().getName());
                  }
                });
  }

  /** The labels of a namespace; none where there is no such namespace. */
  public Map<String, String> labels(String name) {
    return find(name).map(Namespaces::labels).orElse(Map.of());
  }

  /**
   * Whether the owner of a namespace accepts key Secrets from another one.
   *
   * @param from the namespace whose resource has the Secret
   */
  public boolean acceptsSecrets(String name, String from) {
    return find(name).map(Namespaces::accepted).stream()
        .flatMap(accepted -> Arrays.stream(accepted.split(",")))
        .map(String::strip)
        .anyMatch(from::equals);
  }

  private static String accepted(Namespace namespace) {
    var annotations = namespace.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(ACCEPT, "");
  }

  /** Whether a namespace is on its way out, or gone; null, for the whole cluster, never is. */
  public boolean terminating(@Nullable String name) {
    return name != null && find(name).map(Namespaces::terminating).orElse(true);
  }

  /** One that the watch has not told of yet may be there all the same. */
  private Optional<Namespace> find(String name) {
    return Optional.ofNullable(informer.getStore().getByKey(name))
        .or(() -> Optional.ofNullable(client.namespaces().withName(name).get()));
  }

  /** What tells this cluster from all others: the uid of a namespace that every cluster has. */
  public static String clusterId(KubernetesClient client) {
    return client.namespaces().withName("kube-system").require().getMetadata().getUid();
  }

  /** Whether a write failed because its namespace is on its way out. */
  public static boolean isTerminating(KubernetesClientException error) {
    return error.getCode() == 403
        && error.getStatus() != null
        && error.getStatus().getDetails() != null
        && error.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  private static Map<String, String> labels(Namespace namespace) {
    var labels = namespace.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static boolean terminating(Namespace namespace) {
    return namespace.getMetadata().getDeletionTimestamp() != null;
  }

  @Override
  public void close() {
    informer.close();
  }
}
