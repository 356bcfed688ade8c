package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The organization behind a server's address. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PinnedOrganization(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id on the server.") @Nullable String id,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Name on the server.")
        @Nullable String name) {}
