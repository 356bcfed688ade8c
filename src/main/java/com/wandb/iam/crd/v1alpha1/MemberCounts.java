package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Members of a team on the server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MemberCounts(
    @JsonPropertyDescription("All of them: people, pending invitations and service accounts.")
        @Nullable Integer total,
    @JsonPropertyDescription("Admins.") @Nullable Integer admins,
    @JsonPropertyDescription("Members.") @Nullable Integer members,
    @JsonPropertyDescription("View-Only members.") @Nullable Integer viewers,
    @JsonPropertyDescription("Holders of custom roles.") @Nullable Integer custom,
    @JsonPropertyDescription("Invited, not yet joined.") @Nullable Integer invited,
    @JsonPropertyDescription("Service accounts.") @Nullable Integer serviceAccounts,
    @JsonPropertyDescription("People whom no TeamMembership declares.")
        @Nullable Integer undeclared) {}
