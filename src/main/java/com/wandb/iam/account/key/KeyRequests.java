package com.wandb.iam.account.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests for a key whose answer did not arrive, and since when this process knows of each. Until
 * a request has had the time to arrive, the absence of its key proves nothing: the server may make
 * the key after its list was read. Thread-safe.
 */
public final class KeyRequests {
  /** How long a request of a process that was killed may still be on its way to the server. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

  private record Request(String description, Instant since) {}

  private final Map<String, Request> open = new ConcurrentHashMap<>();

  /**
   * Returns when a request has had the time to arrive.
   *
   * @param resource uid of the ServiceAccount
   * @param description of the key in the request
   */
  Instant arrivesBy(String resource, String description, Instant now) {
    return open.compute(
            resource,
            (uid, known) ->
                known != null && known.description().equals(description)
                    ? known
                    : new Request(description, now))
        .since()
        .plus(ON_ITS_WAY);
  }

  /** Forgets the request of a ServiceAccount. */
  public void forget(String resource) {
    open.remove(resource);
  }
}
