package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The expected privacy setting of a team. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExpectedPrivacy(
    @JsonPropertyDescription(
            "Expected value of the team setting that makes all future projects"
                + " private. If unset, it is not checked.")
        @Nullable Boolean privateProjectsOnly) {}
