package com.wandb.iam.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a resource that another resource names.
 *
 * @param cached what the watches have delivered
 * @param live what the API server answers now
 */
public record ResourceFinder(CachedResources cached, LiveResources live) {
  /**
   * Returns the resource of that name. A cache can be empty for a moment, so the API server is
   * asked before a resource counts as missing.
   *
   * @param namespace null for kinds of the whole cluster
   */
  public <R extends HasMetadata> Optional<R> find(
      Class<R> kind, @Nullable String namespace, String name) {
    return cached.get(kind, namespace, name).or(() -> live.get(kind, namespace, name));
  }
}
