package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Operations on the accounts of the organization. Every method may throw any {@link
 * WandbException}.
 */
public interface Users {
  /**
   * Lists all accounts, over all pages.
   *
   * @throws WandbException.Unavailable if the pages do not match the total that the server reports.
   *     An incomplete list is never returned.
   */
  List<RemoteUser> list();

  /** Reads the account with that id from the server. */
  Optional<RemoteUser> byId(String id);

  /** Reads the account with that username from the server, ignoring case. */
  Optional<RemoteUser> byUsername(String username);

  /** Reads the accounts with that email address from the server, ignoring case. */
  List<RemoteUser> byEmail(String email);

  /**
   * Creates a user account. If its email address is invited to teams, the account becomes a member
   * of them immediately.
   *
   * @throws WandbException.Conflict if the username or email address is taken
   * @throws WandbException.Refused if no seat is left
   */
  RemoteUser create(String username, String email);

  /** Deletes a user account permanently. Does nothing if it does not exist. */
  void delete(String id);

  /**
   * Sets the roles of an account in its teams.
   *
   * @param asRead the account as it was read. Its version guards the write.
   * @param teamRoles the roles in all teams. The list is complete, so that servers that replace
   *     roles and servers that merge them reach the same result.
   * @throws WandbException.Conflict stale, if the account changed since
   */
  RemoteUser replaceTeamRoles(RemoteUser asRead, Map<String, TeamRole> teamRoles);

  /**
   * Sets and removes registry roles of a user in one request. Registries that are not named keep
   * their roles. Requires {@link Capability#REGISTRY_ROLES}. Sends no request if there is nothing
   * to change. After any error except a stale conflict, a part of the changes may be applied.
   *
   * @param asRead the account as it was read. Its version guards the write.
   * @param roles role by registry name, in the server's spelling
   * @param removed registries in which the account loses its role
   * @throws WandbException.Conflict stale, if the account changed since
   * @throws WandbException.Invalid if a registry or role is unknown, or if the account is not a
   *     user account
   * @throws IllegalArgumentException if a registry is in both {@code roles} and {@code removed}
   */
  RemoteUser changeRegistryRoles(RemoteUser asRead, Map<String, String> roles, Set<String> removed);
}
