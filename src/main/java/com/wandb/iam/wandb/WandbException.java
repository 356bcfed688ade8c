package com.wandb.iam.wandb;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong when a server is asked something. Whether a call may be repeated is a property
 * of the error, decided where the answer was read. Messages are for people and hold no secret.
 */
public abstract sealed class WandbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private WandbException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  public abstract boolean retryable();

  /** How long the server asked to be left alone, where it did. */
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

  /** It exists already, or has changed since it was read: read again, decide again. */
  public static final class Conflict extends WandbException {
    private static final long serialVersionUID = 1L;
    private final boolean stale;

    /**
     * @param stale true where the object changed since it was read (an entity tag did not match),
     *     false where one of that name exists
     */
    public Conflict(String message, boolean stale) {
      super(message, null);
      this.stale = stale;
    }

    /** Whether the object changed since it was read, rather than existing already. */
    public boolean stale() {
      return stale;
    }

    @Override
    public boolean retryable() {
      return stale;
    }
  }

  /** The server understood and will not: wrong key, missing right, licence, switched off. */
  public static final class Refused extends WandbException {
    private static final long serialVersionUID = 1L;

    /** Why a server refuses. */
    public enum Refusal {
      /** The key is unknown, revoked or expired (401). */
      UNAUTHENTICATED,
      /** The key is good and its holder may not do this (403). */
      FORBIDDEN,
      /** The licence does not include this. */
      LICENCE,
      /** No seat is left. */
      SEATS,
      /** An administrator switched this off for the server. */
      SWITCHED_OFF,
      /** The server makes no teams with buckets of this provider. */
      STORAGE_PROVIDER,
      /** The server cannot reach the bucket that a team is to be made with. */
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

  /** The server says that the request itself is wrong. */
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

  /** Too many requests; the call was not carried out. */
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

  /** No usable answer: down, slow, cut off, garbled, or not the server at all. */
  public static final class Unavailable extends WandbException {
    private static final long serialVersionUID = 1L;

    /** What kind of silence it was. */
    public enum Outage {
      /** Nothing listens there, or TLS failed. */
      CONNECTION,
      /** No complete answer in time. */
      TIMEOUT,
      /** The server failed (5xx). */
      SERVER_ERROR,
      /** The answer was not what the protocol says: cut off, too large, wrong type. */
      MALFORMED,
      /** A web page or nothing where SCIM should be: the ingress does not route /scim. */
      SCIM_NOT_ROUTED,
      /** Not asked: the last calls failed, and a pause is kept. */
      CIRCUIT_OPEN,
      /** Not asked: another replica works, or may by now. */
      NOT_LEADING
    }

    private final Outage reason;
    private final boolean outcomeUnknown;
    private final @Nullable Duration after;

    /**
     * @param outcomeUnknown true where a write may have been carried out although no answer came
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

    /** Whether a write may have been carried out all the same. */
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
