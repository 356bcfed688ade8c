package com.wandb.iam.resources;

import com.wandb.iam.reconcile.LastWrites;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a resource that another resource names.
 *
 * @param cached what the watches have delivered
 * @param live live reads from the API server
 * @param writes the versions that this process wrote last
 */
public record ResourceFinder(CachedResources cached, LiveResources live, LastWrites writes) {
  /**
   * Returns the resource of that name. A cache can be empty for a moment, so a resource counts as
   * missing only after a live read. A cache can also be older than what this process wrote last;
   * such a resource is read again, because no later event enqueues the resources that wait for that
   * write.
   *
   * @param namespace null for kinds of the whole cluster
   */
  public <R extends HasMetadata> Optional<R> find(
      Class<R> kind, @Nullable String namespace, String name) {
    return cached
        .get(kind, namespace, name)
        .flatMap(known -> writes.newest(known, live.client()))
        .or(() -> live.get(kind, namespace, name));
  }
}
