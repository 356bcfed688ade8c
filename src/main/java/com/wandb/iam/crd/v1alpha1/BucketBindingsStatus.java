package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the buckets have come. Revisions count the changes: equal ones mean that the server was
 * rolled since the last change.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BucketBindingsStatus(
    @JsonPropertyDescription("Addresses in the Secret.") @Nullable Integer entries,
    @JsonPropertyDescription("Revision of the Secret's value.") @Nullable Long publishedRevision,
    @JsonPropertyDescription("When that was written.") @Nullable Instant publishedAt,
    @JsonPropertyDescription("Revision that the server was rolled with last.")
        @Nullable Long rolledOutRevision,
    @JsonPropertyDescription("When that rollout was ordered.") @Nullable Instant rolledOutAt) {}
