package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A status condition in the standard Kubernetes format. {@code reason} is the name of a {@link
 * Reason}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Condition(
    @Required
        @Pattern("^[A-Z][A-Za-z0-9]*$")
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Type of the condition: Accepted, Synced, Ready, Stalled, or a type"
                + " specific to the kind.")
        String type,
    @Required
        @Pattern("^(True|False|Unknown)$")
        @Size(max = 7)
        @JsonPropertyDescription("Status of the condition: True, False or Unknown.")
        String status,
    @Pattern("^[A-Za-z][A-Za-z0-9]*$")
        @Size(max = 128)
        @JsonPropertyDescription(
            "Machine-readable reason in CamelCase. See \"Status conditions\" in the"
                + " documentation.")
        @Nullable String reason,
    @Size(max = Formats.MESSAGE_MAX)
        @JsonPropertyDescription("Human-readable explanation, and what to do.")
        @Nullable String message,
    @JsonPropertyDescription("Time at which the status of the condition changed last.")
        @Nullable Instant lastTransitionTime,
    @JsonPropertyDescription("Generation of the spec that this condition refers to.")
        @Nullable Long observedGeneration) {}
