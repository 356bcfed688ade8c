package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Numbers of members of a team on the server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MemberCounts(
    @JsonPropertyDescription(
            "Number of all members: users, pending invitations and service accounts.")
        @Nullable Integer total,
    @JsonPropertyDescription("Number of admins.") @Nullable Integer admins,
    @JsonPropertyDescription("Number of users with the role Member.") @Nullable Integer members,
    @JsonPropertyDescription("Number of View-Only members.") @Nullable Integer viewers,
    @JsonPropertyDescription("Number of users with a custom role.") @Nullable Integer custom,
    @JsonPropertyDescription("Number of invited users who have not joined yet.")
        @Nullable Integer invited,
    @JsonPropertyDescription("Number of service accounts.") @Nullable Integer serviceAccounts,
    @JsonPropertyDescription("Number of users whom no TeamMembership declares.")
        @Nullable Integer undeclared) {}
