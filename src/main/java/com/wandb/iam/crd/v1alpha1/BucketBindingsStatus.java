package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The progress of the bucket bindings. Each published value has a revision. The server has read a
 * bucket if the active revision is not older than the bucket's.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BucketBindingsStatus(
    @JsonPropertyDescription("Number of storage addresses in the Secret.")
        @Nullable Integer entries,
    @JsonPropertyDescription("Time of the first change that is not published yet.")
        @Nullable Instant changedAt,
    @JsonPropertyDescription("Revision of the value in the Secret.")
        @Nullable Long publishedRevision,
    @Size(max = 64) @JsonPropertyDescription("Fingerprint of the value in the Secret.")
        @Nullable String publishedFingerprint,
    @JsonPropertyDescription("Time at which the value was written.") @Nullable Instant publishedAt,
    @JsonPropertyDescription("Revision for which the W&B server was restarted last.")
        @Nullable Long rolledOutRevision,
    @Size(max = 64) @JsonPropertyDescription("Fingerprint of the value with that revision.")
        @Nullable String rolledOutFingerprint,
    @JsonPropertyDescription("Time at which that rollout was started.")
        @Nullable Instant rolledOutAt,
    @JsonPropertyDescription("Latest revision with which the W&B server became healthy.")
        @Nullable Long activeRevision,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Fingerprint of a value with which the W&B server did not become healthy."
                + " The operator does not publish it again.")
        @Nullable String failedFingerprint) {
  /** The status before the first publication. */
  public static final BucketBindingsStatus NONE =
      new BucketBindingsStatus(null, null, null, null, null, null, null, null, null, null);

  /** Returns this status with the time of the first waiting change; null if none waits. */
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

  /** Returns whether the latest rollout is not known to be successful. */
  public boolean hasUnfinishedRollout() {
    return rolledOutRevision != null
        && rolledOutRevision > (activeRevision == null ? 0 : activeRevision);
  }

  /** Returns this status with a value that is published now. */
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

  /** Returns this status for another Secret, in which nothing is published yet. */
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

  /** Returns this status with a rollout of the published value that starts now. */
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

  /** Returns this status with the latest rollout as successful. */
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

  /** Returns this status with the fingerprint of a failed value; null if there is none. */
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
