package com.wandb.iam.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resources of all kinds from the controllers' caches, and a way to enqueue them. Reconcilers
 * find resources of other kinds here without a second watch.
 */
public final class CachedResources implements ResourceReader {
  private record Kind<R extends HasMetadata>(
      ResourceCache<R> cache, SimpleInboundEventSource<R> wakeUp) {}

  private final Map<Class<?>, Kind<?>> kinds = new ConcurrentHashMap<>();

  /** Registers a kind. The controller must start the returned event source. */
  public <R extends HasMetadata> EventSource<?, R> register(
      Class<R> type, EventSourceContext<R> context) {
    var wakeUp = new SimpleInboundEventSource<R>("wake-up");
    kinds.put(type, new Kind<>(context.getPrimaryCache(), wakeUp));
    return wakeUp;
  }

  @Override
  public <R extends HasMetadata> Optional<R> get(
      Class<R> type, @Nullable String namespace, String name) {
    return kind(type).flatMap(kind -> kind.cache().get(new ResourceID(name, namespace)));
  }

  @Override
  public <R extends HasMetadata> Stream<R> list(Class<R> type, Predicate<R> question) {
    return kind(type).stream()
        .flatMap(kind -> kind.cache().list(whole -> Names.isRead(whole) && question.test(whole)));
  }

  @Override
  public <R extends HasMetadata> Stream<R> all(Class<R> type) {
    return kind(type).stream().flatMap(kind -> kind.cache().list(any -> true));
  }

  /** Enqueues the resources that match. */
  public <R extends HasMetadata> void enqueue(Class<R> type, Predicate<R> question) {
    kind(type)
        .ifPresent(
            kind ->
                list(type, question)
                    .map(ResourceID::fromResource)
                    .forEach(kind.wakeUp()::propagateEvent));
  }

  /** Enqueues one resource. */
  public <R extends HasMetadata> void enqueue(
      Class<R> type, @Nullable String namespace, String name) {
    kind(type).ifPresent(kind -> kind.wakeUp().propagateEvent(new ResourceID(name, namespace)));
  }

  @SuppressWarnings("unchecked")
  private <R extends HasMetadata> Optional<Kind<R>> kind(Class<R> type) {
    return Optional.ofNullable((Kind<R>) kinds.get(type));
  }
}
