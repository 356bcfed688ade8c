package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One check of a bucket. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BucketCheck(
    @Required @Size(max = 64) @JsonPropertyDescription("Which check.") String name,
    @Size(max = 32)
        @JsonPropertyDescription("Passed, Failed, Unknown (the store does not tell) or Skipped.")
        @Nullable String verdict,
    @Size(max = Formats.TEXT_MAX) @JsonPropertyDescription("Why, and what to do.")
        @Nullable String message) {}
