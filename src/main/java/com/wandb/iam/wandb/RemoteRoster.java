package com.wandb.iam.wandb;

import java.util.List;
import java.util.Optional;

/**
 * A team with everybody in it: people with their roles, service accounts and open invitations.
 *
 * @param privateProjectsOnly the team's privacy setting
 */
public record RemoteRoster(
    String teamId, String teamName, boolean privateProjectsOnly, List<RemoteMember> members) {
  public RemoteRoster {
    members = List.copyOf(members);
  }

  /** The member with that account id. */
  public Optional<RemoteMember> member(String userId) {
    return members.stream().filter(member -> userId.equals(member.userId())).findFirst();
  }
}
