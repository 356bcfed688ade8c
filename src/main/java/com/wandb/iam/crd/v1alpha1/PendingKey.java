package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A key that was about to be made. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PendingKey(
    @Required
        @Size(max = Formats.TEXT_MAX)
        @JsonPropertyDescription("Its description on the server.")
        String description) {}
