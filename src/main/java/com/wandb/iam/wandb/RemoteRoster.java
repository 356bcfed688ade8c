package com.wandb.iam.wandb;

import java.util.List;
import java.util.Optional;

/**
 * Team with all of its members: users with their roles, service accounts and open invitations.
 *
 * @param privateProjectsOnly the team setting that makes all of its projects private
 */
public record RemoteRoster(
    String teamId, String teamName, boolean privateProjectsOnly, List<RemoteMember> members) {
  public RemoteRoster {
    members = List.copyOf(members);
  }

  /** Returns the member with that account id. */
  public Optional<RemoteMember> member(String userId) {
    return members.stream().filter(member -> userId.equals(member.userId())).findFirst();
  }
}
