package com.wandb.iam.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reader of the resources of all kinds. */
public interface ResourceReader {
  /** Returns the resource with this name; {@code namespace} is null for cluster-scoped kinds. */
  <R extends HasMetadata> Optional<R> get(Class<R> type, @Nullable String namespace, String name);

  /** Returns all resources of a kind, including those with fields that could not be read. */
  <R extends HasMetadata> Stream<R> all(Class<R> type);

  /**
   * Returns the resources that match. A resource with fields that could not be read never matches.
   */
  default <R extends HasMetadata> Stream<R> list(Class<R> type, Predicate<R> question) {
    return all(type).filter(resource -> Names.isRead(resource) && question.test(resource));
  }
}
