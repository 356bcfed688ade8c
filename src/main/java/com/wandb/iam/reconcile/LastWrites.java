package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The version of each resource after the last write of this process. The framework caches a written
 * resource only until a watch event replaces it, even with an older version. While watches are
 * late, a reconciliation would start from a status without the latest intents and ids. Thread-safe.
 */
public final class LastWrites {
  /** Longer than the delay of any watch that still works. */
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(15);

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Map<String, Long> versions = new ConcurrentHashMap<>();
  private final Map<String, Instant> deleted = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public LastWrites(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Records a write.
   *
   * @param version of the resource after the write
   */
  void note(HasMetadata resource, String version) {
    versions.merge(resource.getMetadata().getUid(), Long.parseLong(version), Math::max);
  }

  /**
   * Returns the resource. Reads it from the API server if the given one is older than the last
   * write.
   *
   * @return empty if the resource no longer exists
   */
  public <R extends HasMetadata> Optional<R> newest(R resource, KubernetesClient client) {
    var metadata = resource.getMetadata();
    var uid = metadata.getUid();
    if (deleted.containsKey(uid)) {
      return Optional.empty();
    }
    var written = versions.get(uid);
    if (written == null || Long.parseLong(metadata.getResourceVersion()) >= written) {
      return Optional.of(resource);
    }
    var now = client.resource(resource).get();
    if (now == null || !Objects.equals(now.getMetadata().getUid(), uid)) {
      gone(resource);
      return Optional.empty();
    }
    // Only if nothing was noted meanwhile, because another thread may have written a newer version.
    versions.replace(uid, written, Long.parseLong(now.getMetadata().getResourceVersion()));
    return Optional.of(now);
  }

  /** Forces a live read, because another process may have written the resource. */
  void doubt(HasMetadata resource) {
    versions.put(resource.getMetadata().getUid(), UNKNOWN);
  }

  /** Records that the resource no longer exists, even if a late watch still delivers it. */
  void gone(HasMetadata resource) {
    var uid = resource.getMetadata().getUid();
    versions.remove(uid);
    var now = clock.instant();
    deleted.values().removeIf(then -> then.plus(REMEMBERED_FOR).isBefore(now));
    deleted.put(uid, now);
  }
}
