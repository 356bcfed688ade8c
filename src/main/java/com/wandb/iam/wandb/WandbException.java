package com.wandb.iam.wandb;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Error of a call to a W&amp;B server. Whether the call may be retried is a property of the error
 * and is decided when the answer is read. Messages are shown to users and contain no secret.
 */
public abstract sealed class WandbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private WandbException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns whether the same call may succeed later without any change by a user or administrator.
   */
  public abstract boolean retryable();

  /** Returns the time after which the server allows a retry, if it returned one. */
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /** The object does not exist. */
  public static final class NotFound extends WandbException {
    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
      super(message, null);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /**
   * The object exists already, or it changed since it was read. The caller reads and decides again.
   */
  public static final class Conflict extends WandbException {
    private static final long serialVersionUID = 1L;
    private final boolean stale;

    /**
     * @param stale true if the object changed since it was read (the entity tag did not match),
     *     false if an object with that name exists
     */
    public Conflict(String message, boolean stale) {
      super(message, null);
      this.stale = stale;
    }

    /** Returns whether the object changed since it was read, rather than existing already. */
    public boolean stale() {
      return stale;
    }

    @Override
    public boolean retryable() {
      return stale;
    }
  }

  /**
   * The server understood the request and rejected it: invalid key, missing permission, licence, or
   * disabled feature.
   */
  public static final class Refused extends WandbException {
    private static final long serialVersionUID = 1L;

    /** Reasons for a refusal. */
    public enum Refusal {
      /** The key is unknown, revoked or expired (401). */
      UNAUTHENTICATED,
      /** The key is valid, but its holder is not permitted to do this (403). */
      FORBIDDEN,
      /** The licence does not include this. */
      LICENCE,
      /** No seat is left. */
      SEATS,
      /** An administrator disabled this feature of the server. */
      SWITCHED_OFF,
      /** The server does not support team buckets of this provider. */
      STORAGE_PROVIDER,
      /** The server cannot access the bucket of the new team. */
      BUCKET
    }

    private final Refusal reason;

    public Refused(Refusal reason, String message) {
      super(message, null);
      this.reason = reason;
    }

    public Refusal reason() {
      return reason;
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** The server reports that the request itself is invalid. */
  public static final class Invalid extends WandbException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message, null);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** The server received too many requests and did not execute this one. */
  public static final class Throttled extends WandbException {
    private static final long serialVersionUID = 1L;
    private final @Nullable Duration after;

    public Throttled(String message, @Nullable Duration after) {
      super(message, null);
      this.after = after;
    }

    @Override
    public boolean retryable() {
      return true;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(after);
    }
  }

  /**
   * No usable answer: server down, slow, connection lost, malformed answer, or not a W&amp;B
   * server.
   */
  public static final class Unavailable extends WandbException {
    private static final long serialVersionUID = 1L;

    /** Kinds of outage. */
    public enum Outage {
      /** The connection was refused, or TLS failed. */
      CONNECTION,
      /** The complete answer did not arrive in time. */
      TIMEOUT,
      /** The server failed (5xx). */
      SERVER_ERROR,
      /** The answer does not follow the protocol: incomplete, too large, or of the wrong type. */
      MALFORMED,
      /** Another service answers at /scim: the ingress does not route /scim to the server. */
      SCIM_NOT_ROUTED,
      /** Not sent, because recent calls failed and the circuit breaker is open. */
      CIRCUIT_OPEN,
      /** Not sent, because another replica holds the lease, or may hold it by now. */
      NOT_LEADING
    }

    private final Outage reason;
    private final boolean outcomeUnknown;
    private final @Nullable Duration after;

    /**
     * @param outcomeUnknown true if the server may have executed a write although no answer arrived
     */
    public Unavailable(
        Outage reason,
        String message,
        boolean outcomeUnknown,
        @Nullable Duration after,
        @Nullable Throwable cause) {
      super(message, cause);
      this.reason = reason;
      this.outcomeUnknown = outcomeUnknown;
      this.after = after;
    }

    public Outage reason() {
      return reason;
    }

    /** Returns whether the server may have executed the write. */
    public boolean outcomeUnknown() {
      return outcomeUnknown;
    }

    @Override
    public boolean retryable() {
      return true;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(after);
    }
  }
}
