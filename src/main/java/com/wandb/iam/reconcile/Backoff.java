package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Delays before a resource is retried. A delay doubles up to a limit and is randomized, so that
 * many resources do not retry in the same second. Retries never end. Thread-safe.
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

  /** Returns the next delay: a random one between half of the doubled delay and all of it. */
  Duration next(Class<?> kind, ResourceID id) {
    int attempt = Math.min(attempts.merge(key(kind, id), 1, Integer::sum), MAX_DOUBLINGS);
    long doubled = Math.min(most.toMillis(), first.toMillis() << (attempt - 1));
    return Duration.ofMillis(doubled / 2 + random.nextLong(doubled / 2 + 1));
  }

  /** Starts again with the first delay, because the resource is in sync or deleted. */
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
