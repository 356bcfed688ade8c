package com.wandb.iam.wandb;

import java.util.Optional;

/**
 * The service accounts of teams and of the organization. Every method may throw any {@link
 * WandbException}.
 */
public interface ServiceAccounts {
  /**
   * Makes a service account of a team, in the way in which this server lets its key be had: through
   * GraphQL where keys are shown again, through SCIM where they are hashed. A name may exist twice
   * on the former: look it up first.
   *
   * @return the account's id
   */
  String create(String teamName, String name);

  /**
   * Makes a service account of the whole organization, for servers with {@link
   * Capability#SCIM_SERVICE_ACCOUNTS}. It is a member of the team that it is made with, and of
   * every team that is made later.
   *
   * @param teamName a team that exists: the server wants one
   * @return the account's id
   * @throws WandbException.Conflict where anybody has that name
   */
  String createForOrganization(String teamName, String name);

  /** The service account of that name in a team, read now. */
  Optional<RemoteMember> byName(String teamName, String name);

  /**
   * Deletes the account. Its keys live on: the caller revokes them before.
   *
   * @param teamName its parent team, by which servers before 0.81 know it
   */
  void delete(String teamName, String id);
}
