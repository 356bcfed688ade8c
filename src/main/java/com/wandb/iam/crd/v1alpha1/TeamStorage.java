package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The bucket that a team was created with. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TeamStorage(
    @JsonPropertyDescription("Provider of the bucket.") @Nullable StorageProvider provider,
    @Size(max = 222) @JsonPropertyDescription("Name of the bucket.") @Nullable String bucket,
    @Size(max = 512) @JsonPropertyDescription("Prefix in the bucket.") @Nullable String path) {}
