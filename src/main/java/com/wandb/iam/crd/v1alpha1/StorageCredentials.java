package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Credentials for a bucket. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StorageCredentials(
    @Required
        @JsonPropertyDescription(
            "Secret in this namespace with the label iam.wandb.com/source: \"true\"."
                + " Its data keys are accessKey and secretKey; for AZURE accessKey; for GCP"
                + " serviceAccountEmail and privateKey.")
        LocalReference secretRef) {}
