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
 * The resources of all kinds as the API server has them now, for what must not be decided by an
 * absence that is none: what is watched ({@link CachedResources}) was seen to be nothing for a
 * moment. Of a kind that is not served there is nothing: an API server that has just begun answers
 * 503.
 *
 * @param watched where resources are looked for; those of the whole cluster are always
 * @param page how many are asked for at a time
 */
public record LiveResources(KubernetesClient client, WatchedNamespaces watched, long page)
    implements ResourceReader {

  @Override
  public <R extends HasMetadata> Optional<R> get(
      Class<R> type, @Nullable String namespace, String name) {
    return page(place(type, namespace).withField("metadata.name", name), null)
        .flatMap(found -> found.getItems().stream().findFirst());
  }

  @Override
  public <R extends HasMetadata> Stream<R> all(Class<R> type) {
    boolean everywhere = watched.areAll() || !Namespaced.class.isAssignableFrom(type);
    return everywhere
        ? all(type, null)
        : watched.names().stream().flatMap(namespace -> all(type, namespace));
  }

  /** All resources of a kind in one namespace; null for all there are. */
  public <R extends HasMetadata> Stream<R> all(Class<R> type, @Nullable String namespace) {
    return pages(place(type, namespace)).flatMap(one -> one.getItems().stream());
  }

  private <R extends HasMetadata>
      FilterWatchListDeletable<R, KubernetesResourceList<R>, Resource<R>> place(
          Class<R> type, @Nullable String namespace) {
    var resources = client.resources(type);
    return namespace == null ? resources.inAnyNamespace() : resources.inNamespace(namespace);
  }

  private <R extends HasMetadata> Stream<KubernetesResourceList<R>> pages(
      Listable<KubernetesResourceList<R>> place) {
    return Stream.iterate(
            page(place, null),
            Optional::isPresent,
            before ->
                before
                    .map(one -> one.getMetadata().getContinue())
                    .filter(more -> !more.isEmpty())
                    .flatMap(more -> page(place, more)))
        .flatMap(Optional::stream);
  }

  private <R extends HasMetadata> Optional<KubernetesResourceList<R>> page(
      Listable<KubernetesResourceList<R>> place, @Nullable String from) {
    try {
      return Optional.of(
          place.list(new ListOptionsBuilder().withLimit(page).withContinue(from).build()));
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}
