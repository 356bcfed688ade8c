package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Settings for Azure only. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AzureSettings(
    @Required
        @Pattern("^[a-z0-9]+$")
        @Size(min = 3, max = 24)
        @JsonPropertyDescription("Storage account of the container. Cannot be changed.")
        String storageAccount,
    @Pattern("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
        @Size(max = 36)
        @JsonPropertyDescription("Tenant id for workload identity.")
        @Nullable String tenantId,
    @Pattern("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
        @Size(max = 36)
        @JsonPropertyDescription("Client id for workload identity.")
        @Nullable String clientId) {}
