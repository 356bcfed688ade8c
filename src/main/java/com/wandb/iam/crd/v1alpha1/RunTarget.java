package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Where runs go. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunTarget(
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription(
            "Team; the parent team unless told. Another team's project must be Open.")
        @Nullable String entity,
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Project.")
        @Nullable String project) {}
