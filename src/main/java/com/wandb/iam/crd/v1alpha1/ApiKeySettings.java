package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The source of the first API key, and the rotation of keys. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiKeySettings(
    @JsonPropertyDescription(
            "First API key, created by a user. Required if the W&B server shows new"
                + " keys only to users. The operator rotates it immediately, because a user"
                + " saw it.")
        @Nullable KeyImport importFrom,
    @JsonPropertyDescription(
            "Scheduled rotation. If unset, keys rotate only on request by annotation.")
        @Nullable KeyRotation rotation) {}
