package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The key before the current one. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PreviousKey(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the key on the server.")
        @Nullable String id,
    @JsonPropertyDescription("The earliest time at which it is revoked.")
        @Nullable Instant revokesAt) {}
