package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import org.jspecify.annotations.Nullable;

/**
 * Member of a team, as GraphQL lists it.
 *
 * @param userId the id of the account, or null for an open invitation
 * @param invitationId the id of the open invitation if pending, otherwise null
 * @param role the role in this team. For service accounts, the value is whatever the server
 *     returns.
 * @param pending whether this is an open invitation
 */
public record RemoteMember(
    @Nullable String userId,
    @Nullable String invitationId,
    @Nullable String username,
    @Nullable String email,
    String displayName,
    TeamRole role,
    AccountType type,
    boolean pending) {}
