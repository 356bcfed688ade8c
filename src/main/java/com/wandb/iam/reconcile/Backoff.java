package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * How long a resource waits before it is tried again: doubling, capped, without end, and spread, so
 * that a thousand resources do not come back in the same second. Thread-safe.
 */
public final class Backoff implements ProcessState {
  private static final int MAX_DOUBLINGS = 20;

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

  public Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** The next delay: between half and all of the doubled one. */
  Duration next(Class<?> kind, ResourceID id) {
    int attempt = Math.min(attempts.merge(key(kind, id), 1, Integer::sum), MAX_DOUBLINGS);
    long doubled = Math.min(most.toMillis(), first.toMillis() << (attempt - 1));
    return Duration.ofMillis(doubled / 2 + random.nextLong(doubled / 2 + 1));
  }

  /** Begins anew: the resource is as it should be, or is gone. */
  void reset(Class<?> kind, ResourceID id) {
    attempts.remove(key(kind, id));
  }

  @Override
  public void forget(HasMetadata resource) {
    reset(resource.getClass(), ResourceID.fromResource(resource));
  }

  private static String key(Class<?> kind, ResourceID id) {
    return kind.getSimpleName() + "/" + id.getNamespace().orElse("") + "/" + id.getName();
  }
}
