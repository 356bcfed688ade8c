package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How much there is on a server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerCounts(
    @JsonPropertyDescription("Teams.") @Nullable Integer teams,
    @JsonPropertyDescription("People.") @Nullable Integer users,
    @JsonPropertyDescription("Service accounts of teams and of the organization.")
        @Nullable Integer serviceAccounts,
    @JsonPropertyDescription("Custom roles.") @Nullable Integer customRoles) {}
