package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** An API key that a user created. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyImport(
    @Required
        @JsonPropertyDescription(
            "Secret in this namespace with the key. It must have the label"
                + " iam.wandb.com/source: \"true\".")
        SecretKeyReference secretRef) {}
