package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Numbers of objects on a server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerCounts(
    @JsonPropertyDescription("Number of teams.") @Nullable Integer teams,
    @JsonPropertyDescription("Number of users.") @Nullable Integer users,
    @JsonPropertyDescription("Number of service accounts of teams and of the organization.")
        @Nullable Integer serviceAccounts,
    @JsonPropertyDescription("Number of custom roles.") @Nullable Integer customRoles) {}
