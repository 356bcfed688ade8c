package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The accounts of the organization. Every method may throw any {@link WandbException}. */
public interface Users {
  /**
   * Everybody, over all pages.
   *
   * @throws WandbException.Unavailable where the pages do not add up to the total the server names:
   *     a list that lost somebody is never returned
   */
  List<RemoteUser> list();

  /** The account with that id, read now. */
  Optional<RemoteUser> byId(String id);

  /** The account of that username, read now; the server compares as it likes. */
  Optional<RemoteUser> byUsername(String username);

  /** The accounts with that address, read now. */
  List<RemoteUser> byEmail(String email);

  /**
   * Makes the account of a person.
   *
   * @throws WandbException.Conflict where the username or address is taken
   */
  RemoteUser create(String username, String email);

  /** Removes a person's account for good. */
  void delete(String id);

  /**
   * Sets the roles of one account in its teams.
   *
   * @param asRead the account as it was read; the write is guarded by its version
   * @param teamRoles the whole list, so that a server that replaces and one that merges end alike
   * @throws WandbException.Conflict stale, where the account changed since
   */
  RemoteUser replaceTeamRoles(RemoteUser asRead, Map<String, TeamRole> teamRoles);
}
