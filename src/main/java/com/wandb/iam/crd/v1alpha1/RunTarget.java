package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The team and project for runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunTarget(
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription(
            "Team for runs. Defaults to the parent team. A project of another team must be Open.")
        @Nullable String entity,
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Project for runs.")
        @Nullable String project) {}
