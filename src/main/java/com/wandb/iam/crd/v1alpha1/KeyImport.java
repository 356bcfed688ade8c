package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A key that a person made. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyImport(
    @Required
        @JsonPropertyDescription(
            "A Secret of this namespace with the label iam.wandb.com/source: \"true\".")
        SecretKeyReference secretRef) {}
