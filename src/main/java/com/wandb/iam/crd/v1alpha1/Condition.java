package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One aspect of a resource's state, in the form that Kubernetes tools understand. {@code reason} is
 * the name of a {@link Reason}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Condition(
    @Required
        @Pattern("^[A-Z][A-Za-z0-9]*$")
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Which aspect: Accepted, Synced, Ready, Stalled, or one of the kind's own.")
        String type,
    @Required
        @Pattern("^(True|False|Unknown)$")
        @Size(max = 7)
        @JsonPropertyDescription("True, False or Unknown.")
        String status,
    @Pattern("^[A-Za-z][A-Za-z0-9]*$")
        @Size(max = 128)
        @JsonPropertyDescription("Why, in one word; the README lists all of them.")
        @Nullable String reason,
    @Size(max = Formats.MESSAGE_MAX)
        @JsonPropertyDescription("Why, in a sentence, and what to do about it.")
        @Nullable String message,
    @JsonPropertyDescription("When status changed last.") @Nullable Instant lastTransitionTime,
    @JsonPropertyDescription("The generation of the spec that this condition is about.")
        @Nullable Long observedGeneration) {}
