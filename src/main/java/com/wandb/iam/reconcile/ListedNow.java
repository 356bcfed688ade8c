package com.wandb.iam.reconcile;

import com.wandb.iam.kube.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resources of all kinds as the API server has them now, for what must not be decided by an
 * absence that is none: what is watched ({@link Resources}) can be nothing for a moment, when the
 * API server begins anew.
 *
 * @param watched where resources are looked for; those of the whole cluster are always
 * @param page how many are asked for at a time
 */
record ListedNow(KubernetesClient client, WatchedNamespaces watched, long page) {

  /** The resources that the question holds for; one that could not be read fits no question. */
  <R extends HasMetadata> Stream<R> list(Class<R> type, Predicate<R> question) {
    return places(type)
        .flatMap(this::pages)
        .flatMap(page -> page.getItems().stream())
        .filter(resource -> Resources.isRead(resource) && question.test(resource));
  }

  private <R extends HasMetadata> Stream<Listable<KubernetesResourceList<R>>> places(
      Class<R> type) {
    if (watched.areAll() || !Namespaced.class.isAssignableFrom(type)) {
      return Stream.of(client.resources(type).inAnyNamespace());
    }
    return watched.names().stream().map(client.resources(type)::inNamespace);
  }

  private <R extends HasMetadata> Stream<KubernetesResourceList<R>> pages(
      Listable<KubernetesResourceList<R>> place) {
    return Stream.iterate(
        page(place, null),
        Objects::nonNull,
        before ->
            Optional.ofNullable(before.getMetadata().getContinue())
                .filter(more -> !more.isEmpty())
                .map(more -> page(place, more))
                .orElse(null));
  }

  private <R extends HasMetadata> KubernetesResourceList<R> page(
      Listable<KubernetesResourceList<R>> place, @Nullable String from) {
    return place.list(new ListOptionsBuilder().withLimit(page).withContinue(from).build());
  }
}
