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
 * The namespaces that the operator watches. Their labels decide which tenants they belong to. The
 * operator reads nothing about other namespaces, except the uid of kube-system.
 */
public final class Namespaces implements AutoCloseable {
  /**
   * The annotation that lists the namespaces whose key Secrets a namespace accepts, separated by
   * commas.
   */
  public static final String ACCEPT = "iam.wandb.com/accept-secrets-from";

  private static final Logger LOG = LoggerFactory.getLogger(Namespaces.class);

  private final KubernetesClient client;
  private final WatchedNamespaces watched;
  private final Set<String> open;
  private final List<SharedIndexInformer<Namespace>> informers;

  /**
   * Starts the watches.
   *
   * @param watched the namespaces to watch; each namespace of a list has its own watch
   * @param changed receives the name of each namespace whose labels, consent or deletion state
   *     changed
   */
  public Namespaces(KubernetesClient client, WatchedNamespaces watched, Consumer<String> changed) {
    this.client = client;
    this.watched = watched;
    var handler = new ChangeHandler(changed);
    informers =
        watched.areAll()
            ? List.of(client.namespaces().inform(handler))
            : watched.names().stream()
                .map(name -> client.namespaces().withName(name).inform(handler))
                .toList();
    open =
        watched.names().stream()
            .filter(this::mayWatchSecrets)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Reports the changes that matter. */
  private record ChangeHandler(Consumer<String> changed)
      implements ResourceEventHandler<Namespace> {
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

  /** Returns the namespaces that the operator watches. */
  public WatchedNamespaces watched() {
    return watched;
  }

  /**
   * Returns the listed namespaces whose Secrets the operator could watch when it started. The
   * deletion of a namespace also deletes the operator's permissions there, which must not stop the
   * operator.
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
          "The operator has no permissions in namespace {}. If it was deleted,"
              + " remove it from watchNamespaces. Otherwise create the namespace and its"
              + " Role (helm upgrade), then restart the operator.",
          namespace);
    }
    return may;
  }

  /** Returns the labels of a namespace; none if it does not exist. */
  public Map<String, String> labels(String name) {
    return find(name).map(Namespaces::labels).orElse(Map.of());
  }

  /**
   * Returns whether a namespace accepts key Secrets from another one.
   *
   * @param from the namespace of the resource that delivers the Secret
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

  /**
   * Returns whether the namespace with this name is being deleted or does not exist. Returns false
   * for null, which stands for a cluster-scoped resource.
   */
  public boolean terminating(@Nullable String name) {
    return name != null && find(name).map(Namespaces::terminating).orElse(true);
  }

  /** Reads live if the cache has no such namespace, because the watch can be late. */
  private Optional<Namespace> find(String name) {
    return watched.contains(name)
        ? informers.stream()
            .flatMap(informer -> Stream.ofNullable(informer.getStore().getByKey(name)))
            .findFirst()
            .or(() -> Optional.ofNullable(client.namespaces().withName(name).get()))
        : Optional.empty();
  }

  /** Returns the identity of this cluster: the uid of a namespace that every cluster has. */
  public static String clusterId(KubernetesClient client) {
    return client.namespaces().withName("kube-system").require().getMetadata().getUid();
  }

  /** Returns whether a write failed because its namespace is being deleted. */
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
