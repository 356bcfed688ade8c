package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Whose credential the operator uses: never removed, never demoted. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OperatorIdentity(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id on the server.") @Nullable String id,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Username on the server.")
        @Nullable String username,
    @Size(max = 64) @JsonPropertyDescription("OrganizationServiceAccount or AdminUser.")
        @Nullable String kind) {}
