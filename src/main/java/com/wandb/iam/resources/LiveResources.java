package com.wandb.iam.resources;

import com.wandb.iam.kube.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resources of all kinds, read live from the API server. Used before a decision that depends on
 * the absence of a resource, because a cache ({@link CachedResources}) can be empty for a moment. A
 * kind that is not served has no resources. An API server that is starting answers 503 instead,
 * which is an error.
 *
 * @param watched the namespaces to read; cluster-scoped kinds are always read
 * @param page the number of resources for each request
 */
public record LiveResources(KubernetesClient client, WatchedNamespaces watched, long page)
    implements ResourceReader {

  @Override
  public <R extends HasMetadata> Optional<R> get(
      Class<R> type, @Nullable String namespace, String name) {
    return page(listable(type, namespace).withField("metadata.name", name), null)
        .flatMap(found -> found.getItems().stream().findFirst());
  }

  @Override
  public <R extends HasMetadata> Stream<R> all(Class<R> type) {
    boolean everywhere = watched.areAll() || !Namespaced.class.isAssignableFrom(type);
    return everywhere
        ? all(type, null)
        : watched.names().stream().flatMap(namespace -> all(type, namespace));
  }

  /** Returns all resources of a kind in a namespace; null for all namespaces. */
  public <R extends HasMetadata> Stream<R> all(Class<R> type, @Nullable String namespace) {
    return pages(listable(type, namespace)).flatMap(one -> one.getItems().stream());
  }

  private <R extends HasMetadata>
      FilterWatchListDeletable<R, KubernetesResourceList<R>, Resource<R>> listable(
          Class<R> type, @Nullable String namespace) {
    var resources = client.resources(type);
    return namespace == null ? resources.inAnyNamespace() : resources.inNamespace(namespace);
  }

  private <R extends HasMetadata> Stream<KubernetesResourceList<R>> pages(
      Listable<KubernetesResourceList<R>> listable) {
    return Stream.iterate(
            page(listable, null),
            Optional::isPresent,
            before ->
                before
                    .map(one -> one.getMetadata().getContinue())
                    .filter(more -> !more.isEmpty())
                    .flatMap(more -> page(listable, more)))
        .flatMap(Optional::stream);
  }

  private <R extends HasMetadata> Optional<KubernetesResourceList<R>> page(
      Listable<KubernetesResourceList<R>> listable, @Nullable String from) {
    try {
      return Optional.of(
          listable.list(new ListOptionsBuilder().withLimit(page).withContinue(from).build()));
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}
