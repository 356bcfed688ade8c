package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Privacy that a team is expected to have. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExpectedPrivacy(
    @JsonPropertyDescription(
            "The team setting that makes all future projects private. Unset: not checked.")
        @Nullable Boolean privateProjectsOnly) {}
