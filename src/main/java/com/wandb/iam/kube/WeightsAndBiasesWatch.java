package com.wandb.iam.kube;

import com.wandb.iam.kube.WeightsAndBiases.Place;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Watches of resources of W&amp;B's own operator, one for each requested resource, if the cluster
 * has their kind. Thread-safe.
 */
public final class WeightsAndBiasesWatch implements AutoCloseable {
  private static final String GROUP = "apps.wandb.com";

  private record Watched(String version, SharedIndexInformer<GenericKubernetesResource> informer) {
    boolean serves(String wanted) {
      return version.equals(wanted) && informer.isRunning();
    }
  }

  private final KubernetesClient client;
  private final Consumer<Place> changed;
  private final Map<Place, Watched> watches = new ConcurrentHashMap<>();

  /**
   * Creates the object without a watch.
   *
   * @param changed receives each watched resource that changed
   */
  public WeightsAndBiasesWatch(KubernetesClient client, Consumer<Place> changed) {
    this.client = client;
    this.changed = changed;
  }

  /**
   * Returns why the server of that resource is not ready, and watches the resource from now on.
   *
   * @return the reason as text; empty if the server is ready
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the operator has no
   *     permission to watch it
   */
  public Optional<String> unready(Place place) {
    var version = version();
    if (version.isEmpty()) {
      forget(place);
      return Optional.of("The cluster has no kind WeightsAndBiases");
    }
    var informer = watches.compute(place, (key, known) -> watch(key, known, version.get()));
    return informer.informer().getStore().list().stream()
        .findFirst()
        .map(resource -> WeightsAndBiases.unready(resource).map(why -> place + " " + why))
        .orElseGet(() -> Optional.of(place + " does not exist"));
  }

  /** Returns the newest supported version that the cluster serves; empty if there is none. */
  private Optional<String> version() {
    var group = client.getApiGroup(GROUP);
    return group == null
        ? Optional.empty()
        : Stream.of("v2", "v1")
            .filter(
                version ->
                    group.getVersions().stream()
                        .map(GroupVersionForDiscovery::getVersion)
                        .anyMatch(version::equals))
            .findFirst();
  }

  private Watched watch(Place place, @Nullable Watched known, String version) {
    if (known != null && known.serves(version)) {
      return known;
    }
    if (known != null) {
      known.informer().close();
    }
    var kind =
        new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion(version)
            .withKind("WeightsAndBiases")
            .withPlural("weightsandbiases")
            .withNamespaced(true)
            .build();
    return new Watched(
        version,
        client
            .genericKubernetesResources(kind)
            .inNamespace(place.namespace())
            .withName(place.name())
            .inform(new ChangeHandler(place)));
  }

  /** Stops all other watches. */
  public void retain(Set<Place> wanted) {
    watches.keySet().stream().filter(place -> !wanted.contains(place)).forEach(this::forget);
  }

  private void forget(Place place) {
    var watched = watches.remove(place);
    if (watched != null) {
      watched.informer().close();
    }
  }

  private final class ChangeHandler implements ResourceEventHandler<GenericKubernetesResource> {
    private final Place place;

    ChangeHandler(Place place) {
      this.place = place;
    }

    @Override
    public void onAdd(GenericKubernetesResource resource) {
      changed.accept(place);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
      changed.accept(place);
    }

    @Override
    public void onDelete(GenericKubernetesResource resource, boolean unknown) {
      changed.accept(place);
    }
  }

  @Override
  public void close() {
    retain(Set.of());
  }
}
