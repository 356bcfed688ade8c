package com.wandb.iam.wandb;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The teams of the organization. Every method may throw any {@link WandbException}. */
public interface Teams {
  /**
   * All teams, over all pages; see {@link Users#list()} for what is never returned.
   *
   * @throws WandbException.Unavailable where the pages do not add up
   */
  List<RemoteTeam> list();

  /** The team of that name, read now. */
  Optional<RemoteTeam> byName(String name);

  /** The team with that id, read now. */
  Optional<RemoteTeam> byId(String id);

  /**
   * Makes a team.
   *
   * @param memberIds accounts that are members from the first moment, with the role Member
   * @param bucket where its data goes; null for the server's own storage
   * @throws WandbException.Conflict where one of that name exists
   * @throws WandbException.Refused where the server does not take the bucket: no team is made then
   */
  RemoteTeam create(String name, Collection<String> memberIds, @Nullable TeamBucket bucket);

  /** Adds accounts with the role Member; those who are members already stay as they are. */
  void addMembers(String teamId, Collection<String> userIds);

  /** Takes one account out of a team. What it logged there remains. */
  void removeMember(String teamId, String userId);

  /**
   * Invites an address into a team, as a Member. Where an account has that address, the account is
   * a member at once: nobody is asked, and no invitation is left that could be withdrawn.
   *
   * @throws WandbException.Conflict not stale, where the address is invited already or its account
   *     is a member
   * @throws WandbException.NotFound where there is no such team
   */
  void invite(String teamName, String email);

  /**
   * Takes an open invitation back; one that is gone already is no error, nor is a team that is.
   *
   * @param invitationId the {@link RemoteMember#invitationId()} of a pending member in a roster of
   *     this team, and nothing else: given an account's id the server takes that account out of the
   *     team
   */
  void withdrawInvitation(String teamName, String invitationId);

  /**
   * Deletes a team.
   *
   * @throws WandbException.NotFound where there is none of that name
   */
  void delete(String name);

  /**
   * Everybody in these teams, at most 50 teams a request; teams that the server does not know are
   * left out.
   */
  List<RemoteRoster> rosters(Collection<String> names);
}
