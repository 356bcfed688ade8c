package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The organization that a server belongs to. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PinnedOrganization(
    @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Id of the organization on the W&B server.")
        @Nullable String id,
    @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Name of the organization on the W&B server.")
        @Nullable String name) {}
