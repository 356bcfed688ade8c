package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces that the operator works in, watched: their labels decide what they may do. Of
 * others it knows nothing and asks nothing.
 */
public final class Namespaces implements AutoCloseable {
  /** With this a namespace says from which others it accepts key Secrets, by commas apart. */
  public static final String ACCEPT = "iam.wandb.com/accept-secrets-from";

  private static final Logger LOG = LoggerFactory.getLogger(Namespaces.class);

  private final KubernetesClient client;
  private final WatchedNamespaces watched;
  private final Set<String> open;
  private final List<SharedIndexInformer<Namespace>> informers;

  /**
   * Starts to watch.
   *
   * @param watched those to work in; of a list each is watched by its name
   * @param changed is told the name of each namespace whose labels, consent or life changed
   */
  public Namespaces(KubernetesClient client, WatchedNamespaces watched, Consumer<String> changed) {
    this.client = client;
    this.watched = watched;
    var teller = new Teller(changed);
    informers =
        watched.areAll()
            ? List.of(client.namespaces().inform(teller))
            : watched.names().stream()
                .map(name -> client.namespaces().withName(name).inform(teller))
                .toList();
    open =
        watched.names().stream()
            .filter(this::mayWatchSecrets)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What is told of them. */
  private record Teller(Consumer<String> changed) implements ResourceEventHandler<Namespace> {
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
  }

  /** Which namespaces the operator works in. */
  public WatchedNamespaces watched() {
    return watched;
  }

  /**
   * Those of the list whose Secrets could be watched when the operator started. With a namespace go
   * the rights that were given in it: it must not keep the operator from all others.
   */
  public Set<String> open() {
    return open;
  }

  private boolean mayWatchSecrets(String namespace) {
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withResource("secrets")
            .withVerb("watch")
            .endResourceAttributes()
            .endSpec()
            .build();
    boolean may = client.resource(review).create().getStatus().getAllowed();
    if (!may) {
      LOG.warn(
          "the operator has no rights in the namespace {}: where it was deleted, take it out of"
              + " watchNamespaces; else make the namespace and its Role (helm upgrade), then restart"
              + " the operator",
          namespace);
    }
    return may;
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
    return watched.contains(name)
        ? informers.stream()
            .flatMap(informer -> Stream.ofNullable(informer.getStore().getByKey(name)))
            .findFirst()
            .or(() -> Optional.ofNullable(client.namespaces().withName(name).get()))
        : Optional.empty();
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
    informers.forEach(SharedIndexInformer::close);
  }
}
