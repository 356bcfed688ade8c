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
 * The version that each resource had after this process last wrote it. The framework keeps what was
 * written until a watch brings anything else, be it older: while watches are late a pass would
 * begin from a status that does not know what the pass before announced or made. Thread-safe.
 */
public final class LastWrites {
  /** Longer than any watch is late that still is one. */
  private static final Duration REMEMBERED = Duration.ofMinutes(15);

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Map<String, Long> versions = new ConcurrentHashMap<>();
  private final Map<String, Instant> gone = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public LastWrites(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Notes a write.
   *
   * @param version that the resource had after it
   */
  void note(HasMetadata resource, String version) {
    versions.merge(resource.getMetadata().getUid(), Long.parseLong(version), Math::max);
  }

  /**
   * The resource; read anew where the given one is older than what was written last.
   *
   * @return empty where it is gone
   */
  public <R extends HasMetadata> Optional<R> newest(R resource, KubernetesClient client) {
    var metadata = resource.getMetadata();
    var uid = metadata.getUid();
    if (gone.containsKey(uid)) {
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

  /** Somebody else may have written it: whatever a watch told is not to be relied on. */
  void doubt(HasMetadata resource) {
    versions.put(resource.getMetadata().getUid(), UNKNOWN);
  }

  /** The resource is gone, whatever a watch that is late tells of it. */
  void gone(HasMetadata resource) {
    var uid = resource.getMetadata().getUid();
    versions.remove(uid);
    var now = clock.instant();
    gone.values().removeIf(then -> then.plus(REMEMBERED).isBefore(now));
    gone.put(uid, now);
  }
}
