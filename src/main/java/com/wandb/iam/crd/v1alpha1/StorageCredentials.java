package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** With what a bucket is reached. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StorageCredentials(
    @Required
        @JsonPropertyDescription(
            "A Secret of this namespace with the label iam.wandb.com/source: \"true\". Keys: accessKey and secretKey; AZURE: accessKey; GCP: serviceAccountEmail and privateKey.")
        LocalReference secretRef) {}
