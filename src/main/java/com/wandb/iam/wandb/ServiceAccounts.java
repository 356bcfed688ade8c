package com.wandb.iam.wandb;

import java.util.Optional;

/**
 * Operations on the service accounts of teams and of the organization. Every method may throw any
 * {@link WandbException}.
 */
public interface ServiceAccounts {
  /**
   * Creates a service account of a team. Uses the API that makes its key available: GraphQL if the
   * server shows keys again, SCIM if it stores them hashed. GraphQL accepts a name that exists
   * already, therefore check {@link #byName} first.
   *
   * @return the id of the account
   */
  String create(String teamName, String name);

  /**
   * Creates a service account of the whole organization. Requires {@link
   * Capability#SCIM_SERVICE_ACCOUNTS}. The account becomes a member of the given team and of every
   * team that is created later.
   *
   * @param teamName an existing team, because the server requires one
   * @return the id of the account
   * @throws WandbException.Conflict if any account has that name
   */
  String createForOrganization(String teamName, String name);

  /** Reads the service account with that name in a team from the server. */
  Optional<RemoteMember> byName(String teamName, String name);

  /**
   * Deletes a service account. Does nothing if it does not exist. Its API keys stay valid,
   * therefore the caller revokes them first.
   *
   * @param teamName its parent team, by which servers before 0.81 find it
   */
  void delete(String teamName, String id);
}
