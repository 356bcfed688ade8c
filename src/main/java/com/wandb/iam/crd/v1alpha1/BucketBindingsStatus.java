package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the buckets have come. Revisions count what was published: the server has read a bucket
 * when the active revision is not before the bucket's.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BucketBindingsStatus(
    @JsonPropertyDescription("Addresses in the Secret.") @Nullable Integer entries,
    @JsonPropertyDescription("Since when there is a change that is not published yet.")
        @Nullable Instant changedAt,
    @JsonPropertyDescription("Revision of the Secret's value.") @Nullable Long publishedRevision,
    @Size(max = 64) @JsonPropertyDescription("Fingerprint of the Secret's value.")
        @Nullable String publishedFingerprint,
    @JsonPropertyDescription("When that was written.") @Nullable Instant publishedAt,
    @JsonPropertyDescription("Revision that the server was rolled with last.")
        @Nullable Long rolledOutRevision,
    @Size(max = 64) @JsonPropertyDescription("Fingerprint of the value of that revision.")
        @Nullable String rolledOutFingerprint,
    @JsonPropertyDescription("When that rollout was ordered.") @Nullable Instant rolledOutAt,
    @JsonPropertyDescription("Revision with which the server is known to be healthy.")
        @Nullable Long activeRevision,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Fingerprint of a value with which the server did not become healthy; it is not published again.")
        @Nullable String failedFingerprint) {
  /** What is so before anything was published. */
  public static final BucketBindingsStatus NONE =
      new BucketBindingsStatus(null, null, null, null, null, null, null, null, null, null);

  /** The same with a change that waits since then; null where none does. */
  public BucketBindingsStatus waitingSince(@Nullable Instant at) {
    return new BucketBindingsStatus(
        entries,
        at,
        publishedRevision,
        publishedFingerprint,
        publishedAt,
        rolledOutRevision,
        rolledOutFingerprint,
        rolledOutAt,
        activeRevision,
        failedFingerprint);
  }

  /** Whether something was rolled out that the server is not known to run with. */
  public boolean hasUnfinishedRollout() {
    return rolledOutRevision != null
        && rolledOutRevision > (activeRevision == null ? 0 : activeRevision);
  }

  /** The same with a value that was published now. */
  public BucketBindingsStatus publishing(
      int number, long revision, String fingerprint, Instant now) {
    return new BucketBindingsStatus(
        number,
        null,
        revision,
        fingerprint,
        now,
        rolledOutRevision,
        rolledOutFingerprint,
        rolledOutAt,
        activeRevision,
        failedFingerprint);
  }

  /** The same where the Secret is another one, in which nothing was published yet. */
  public BucketBindingsStatus moving() {
    return new BucketBindingsStatus(
        entries,
        changedAt,
        publishedRevision,
        null,
        publishedAt,
        rolledOutRevision,
        rolledOutFingerprint,
        rolledOutAt,
        activeRevision,
        null);
  }

  /** The same with a rollout of what is published, ordered now. */
  public BucketBindingsStatus rolling(Instant now) {
    return new BucketBindingsStatus(
        entries,
        changedAt,
        publishedRevision,
        publishedFingerprint,
        publishedAt,
        publishedRevision,
        publishedFingerprint,
        now,
        activeRevision,
        failedFingerprint);
  }

  /** The same with a server that runs with what was rolled out last. */
  public BucketBindingsStatus running() {
    return new BucketBindingsStatus(
        entries,
        changedAt,
        publishedRevision,
        publishedFingerprint,
        publishedAt,
        rolledOutRevision,
        rolledOutFingerprint,
        rolledOutAt,
        rolledOutRevision,
        failedFingerprint);
  }

  /** The same with a value that the server does not run with; null where there is none. */
  public BucketBindingsStatus failing(@Nullable String fingerprint) {
    return new BucketBindingsStatus(
        entries,
        changedAt,
        publishedRevision,
        publishedFingerprint,
        publishedAt,
        rolledOutRevision,
        rolledOutFingerprint,
        rolledOutAt,
        activeRevision,
        fingerprint);
  }
}
