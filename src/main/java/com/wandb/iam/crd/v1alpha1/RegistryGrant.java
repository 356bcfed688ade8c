package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A role in a registry of the organization. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RegistryGrant(
    @Required
        @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Name of the registry.")
        String registry,
    @Required @JsonPropertyDescription("Role in the registry.") RegistryRole role) {}
