package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The account whose credential the operator uses. The operator never removes or demotes it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OperatorIdentity(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the account on the W&B server.")
        @Nullable String id,
    @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Username of the account on the W&B server.")
        @Nullable String username,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Kind of the account: OrganizationServiceAccount, Admin (a user who is admin) or"
                + " User.")
        @Nullable String kind) {}
