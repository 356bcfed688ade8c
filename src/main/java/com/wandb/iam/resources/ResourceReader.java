package com.wandb.iam.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A way to the resources of all kinds. */
public interface ResourceReader {
  /** The resource of that name; {@code namespace} is null for kinds of the whole cluster. */
  <R extends HasMetadata> Optional<R> get(Class<R> type, @Nullable String namespace, String name);

  /** All resources of a kind, those too that could not be read. */
  <R extends HasMetadata> Stream<R> all(Class<R> type);

  /** The resources that the question holds for; one that could not be read fits no question. */
  default <R extends HasMetadata> Stream<R> list(Class<R> type, Predicate<R> question) {
    return all(type).filter(resource -> Names.isRead(resource) && question.test(resource));
  }
}
