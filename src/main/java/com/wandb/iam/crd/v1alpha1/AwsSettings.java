package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Settings for AWS only. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AwsSettings(
    @Pattern("^[\\w+=,.@:/-]+$")
        @Size(min = 2, max = 1224)
        @JsonPropertyDescription("External id for a role in another AWS account.")
        @Nullable String externalId) {}
