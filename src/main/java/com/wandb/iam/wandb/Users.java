package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * Makes the account of a person. Where its address is invited into teams, the account is a member
   * of them from the first moment.
   *
   * @throws WandbException.Conflict where the username or address is taken
   * @throws WandbException.Refused where no seat is left
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

  /**
   * Sets and takes away roles of a person in registries, in one request; registries that are not
   * named stay as they are. For servers with {@link Capability#REGISTRY_ROLES}. Without anything to
   * change nothing is sent. After an error other than a stale one some of it may be done.
   *
   * @param asRead the account as it was read; the write is guarded by its version
   * @param roles role by registry name, as the server spells it
   * @param removed registries in which the account is to hold no role any more
   * @throws WandbException.Conflict stale, where the account changed since
   * @throws WandbException.Invalid where a registry or a role is unknown, or the account is no
   *     person's
   * @throws IllegalArgumentException where a registry is named in both
   */
  RemoteUser changeRegistryRoles(RemoteUser asRead, Map<String, String> roles, Set<String> removed);
}
