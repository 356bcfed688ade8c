package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The result of one bucket check. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BucketCheck(
    @Required @Size(max = 64) @JsonPropertyDescription("Name of the check.") String name,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Result: Passed, Failed, Unknown (the store does not report it) or" + " Skipped.")
        @Nullable String verdict,
    @Size(max = Formats.TEXT_MAX) @JsonPropertyDescription("Reason for the result, and what to do.")
        @Nullable String message) {}
