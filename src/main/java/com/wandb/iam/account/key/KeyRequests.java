package com.wandb.iam.account.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests for a key without an answer, with the time at which this process found each. Until a
 * request has had the time to arrive, the absence of its key proves nothing, because the server may
 * create the key after its list was read. Thread-safe.
 */
public final class KeyRequests {
  /** Longest time that the request of a killed process needs to arrive at the server. */
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
