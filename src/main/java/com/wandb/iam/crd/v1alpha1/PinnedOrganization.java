package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The server that a WandbServer is bound to. The id of the organization is the same on all
 * self-managed servers, so the account of the operator tells them apart.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PinnedOrganization(
    @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Id of the organization on the W&B server.")
        @Nullable String id,
    @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Name of the organization on the W&B server.")
        @Nullable String name,
    @JsonPropertyDescription("Account of the operator, by which the W&B server is recognized.")
        @Nullable PinnedAccount account,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Fingerprint of the W&B server. Ids in the status of other resources are valid only"
                + " with the same fingerprint.")
        @Nullable String fingerprint) {}
