package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key, without its value. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiKeyState(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the key on the server.")
        @Nullable String id,
    @JsonPropertyDescription(
            "How many keys were made before it; part of its description on the server.")
        @Nullable Long sequence,
    @JsonPropertyDescription("When it was made, or imported.") @Nullable Instant createdAt,
    @JsonPropertyDescription("When the next one is due.") @Nullable Instant rotatesAt,
    @JsonPropertyDescription("The key before, while both work.") @Nullable PreviousKey previous) {}
