package com.wandb.iam.wandb;

import java.util.List;
import java.util.Optional;

/** API keys. Every method may throw any {@link WandbException}. */
public interface ApiKeys {
  /**
   * The key of a service account, on servers that show a key again to an administrator.
   *
   * @return empty on servers that hash keys, and where the account has none
   */
  Optional<ApiKey> readable(String teamName, String accountId);

  /**
   * The keys of one account, without their secrets. An empty list means that the account has none,
   * and never that the server does not show them.
   *
   * @throws WandbException.NotFound where the server does not list the account
   * @throws WandbException.Refused where it lists the account and not the keys
   */
  List<RemoteKey> of(RemoteMember account);

  /**
   * The account that a key belongs to. A refusal here says nothing about the operator's own
   * credential and does not count against the server.
   *
   * @throws WandbException.Refused unauthenticated, where the key is not good
   */
  RemoteViewer holder(ApiKey key);

  /**
   * The keys of the account that a key belongs to, without their secrets, as its holder sees them;
   * also where the account was deleted and is listed to nobody else.
   *
   * @throws WandbException.Refused where the key is not good, or the server does not list them
   */
  List<RemoteKey> ofHolder(ApiKey key);

  /**
   * Makes a further key for the account whose key is given.
   *
   * @param description carries the operator's marker
   */
  IssuedKey generate(ApiKey own, String description);

  /** Revokes a key; one that is gone already is no error. */
  void revoke(String keyId);
}
