package com.wandb.iam.wandb;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Operations on the teams of the organization. Every method may throw any {@link WandbException}.
 */
public interface Teams {
  /**
   * Lists all teams, over all pages. Never returns an incomplete list; see {@link Users#list()}.
   *
   * @throws WandbException.Unavailable if the pages do not match the total
   */
  List<RemoteTeam> list();

  /** Reads the team with that name from the server. */
  Optional<RemoteTeam> byName(String name);

  /** Reads the team with that id from the server. */
  Optional<RemoteTeam> byId(String id);

  /**
   * Creates a team.
   *
   * @param memberIds accounts that become members on creation, with the role Member
   * @param bucket the storage of the team, or null for the server's own storage
   * @throws WandbException.Conflict if a team with that name exists
   * @throws WandbException.Refused if the server does not accept the bucket. The team is not
   *     created then.
   */
  RemoteTeam create(String name, Collection<String> memberIds, @Nullable TeamBucket bucket);

  /** Adds accounts with the role Member. Does not change existing members. */
  void addMembers(String teamId, Collection<String> userIds);

  /** Removes one account from a team. Its runs and artifacts stay in the team. */
  void removeMember(String teamId, String userId);

  /**
   * Invites an email address to a team, with the role Member. If an account has that address, it
   * becomes a member immediately: without the user's consent, and without an invitation that could
   * be withdrawn.
   *
   * @throws WandbException.Conflict not stale, if the address is invited already or its account is
   *     a member
   * @throws WandbException.NotFound if the team does not exist
   */
  void invite(String teamName, String email);

  /**
   * Withdraws an open invitation. Does nothing if the invitation or the team does not exist.
   *
   * @param invitationId the {@link RemoteMember#invitationId()} of a pending member of this team.
   *     Never pass the id of an account, because the server then removes that account from the
   *     team.
   */
  void withdrawInvitation(String teamName, String invitationId);

  /**
   * Deletes a team.
   *
   * @throws WandbException.NotFound if no team has that name
   */
  void delete(String name);

  /**
   * Reads all members of these teams, at most 50 teams per request. Leaves out teams that the
   * server does not know.
   */
  List<RemoteRoster> rosters(Collection<String> names);
}
