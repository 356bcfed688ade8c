package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.kube.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The resources of all kinds in memory, as the caches of the controllers have them and as a live
 * read returns them. Records what is enqueued.
 */
public final class FakeCaches {
  private static final KubernetesSerialization YAML = LenientSerialization.create();

  private final Map<Class<?>, Map<ResourceID, HasMetadata>> stored = new ConcurrentHashMap<>();
  private final CachedResources resources = new CachedResources();
  private final Set<String> enqueued = new TreeSet<>();
  private final List<HasMetadata> live = new ArrayList<>();

  public FakeCaches() {
    IamKinds.ALL.forEach(this::register);
  }

  private <R extends HasMetadata> void register(Class<R> kind) {
    stored.put(kind, new ConcurrentHashMap<>());
    var source = resources.register(kind, new EventSourceContext<>(cache(kind), null, null, kind));
    source.setEventHandler(
        event ->
            enqueued.add(
                kind.getSimpleName() + " " + event.getRelatedCustomResourceID().getName()));
    source.start();
  }

  @SuppressWarnings("unchecked")
  private <R extends HasMetadata> IndexerResourceCache<R> cache(Class<R> kind) {
    return (IndexerResourceCache<R>)
        proxy(
            IndexerResourceCache.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "get" -> Optional.ofNullable(of(kind).get((ResourceID) arguments[0]));
                  case "list" -> list(kind, (Predicate<HasMetadata>) arguments[0]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Map<ResourceID, HasMetadata> of(Class<?> kind) {
    return Objects.requireNonNull(stored.get(kind));
  }

  private Stream<HasMetadata> list(Class<?> kind, Predicate<HasMetadata> question) {
    return of(kind).values().stream().filter(question);
  }

  /** Stores a resource in YAML. */
  public <R extends HasMetadata> R add(Class<R> kind, String yaml) {
    var resource = read(kind, yaml);
    of(kind).put(ResourceID.fromResource(resource), resource);
    return resource;
  }

  /** Reads a resource in YAML as the operator does. */
  public static <R extends HasMetadata> R read(Class<R> kind, String yaml) {
    return YAML.unmarshal("---\n" + yaml, kind);
  }

  /** Returns the caches. */
  public CachedResources resources() {
    return resources;
  }

  /** Returns what was enqueued since the last call, as {@code Team vision}. */
  public Set<String> enqueued() {
    var all = Set.copyOf(enqueued);
    enqueued.clear();
    return all;
  }

  /** Adds a resource that no watch has delivered yet. */
  public void addLive(HasMetadata resource) {
    live.add(resource);
  }

  /** Returns the live resources. */
  public LiveResources live() {
    var client =
        (KubernetesClient)
            proxy(
                KubernetesClient.class,
                (proxy, method, arguments) -> {
                  if (!method.getName().equals("resources")) {
                    throw new UnsupportedOperationException(method.getName());
                  }
                  return listed(
                      live.stream().filter(((Class<?>) arguments[0])::isInstance).toList());
                });
    return new LiveResources(client, WatchedNamespaces.ALL, 100);
  }

  /** Returns an operation that lists these resources. */
  private static Object listed(List<HasMetadata> resources) {
    return proxy(
        MixedOperation.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "inAnyNamespace" -> proxy;
              case "inNamespace" ->
                  listed(matching(resources, ObjectMeta::getNamespace, arguments[0]));
              case "withField" -> listed(matching(resources, ObjectMeta::getName, arguments[1]));
              case "list" -> list(resources);
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  private static List<HasMetadata> matching(
      List<HasMetadata> resources, Function<ObjectMeta, String> property, Object wanted) {
    return resources.stream()
        .filter(resource -> wanted.equals(property.apply(resource.getMetadata())))
        .toList();
  }

  private static KubernetesResourceList<HasMetadata> list(List<HasMetadata> resources) {
    var list = new DefaultKubernetesResourceList<HasMetadata>();
    list.setMetadata(new ListMeta());
    list.setItems(resources);
    return list;
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }
}
