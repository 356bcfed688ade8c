package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import org.jspecify.annotations.Nullable;

/**
 * One member of a team, as GraphQL lists it.
 *
 * @param userId the account's id, null for an invitation that nobody has accepted yet
 * @param invitationId the id of the open invitation where pending, else null
 * @param role the role held in this team; for service accounts whatever the server says
 * @param pending whether this is an invitation
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
