package com.wandb.iam.wandb;

import java.util.List;
import java.util.Optional;

/** Operations on API keys. Every method may throw any {@link WandbException}. */
public interface ApiKeys {
  /**
   * Returns the API key of a service account. Only servers that show keys again to administrators
   * return one.
   *
   * @return empty if the server stores keys hashed, or if the account has no key
   */
  Optional<ApiKey> readable(String teamName, String accountId);

  /**
   * Lists the API keys of an account, without secret values. An empty list means that the account
   * has none. It never means that the server does not show them.
   *
   * @throws WandbException.NotFound if the server does not list the account
   * @throws WandbException.Refused if the server lists the account but not its keys
   */
  List<RemoteKey> of(RemoteMember account);

  /**
   * Returns the account that an API key belongs to. A refusal says nothing about the operator's own
   * credential and does not open the circuit breaker.
   *
   * @throws WandbException.Refused with reason UNAUTHENTICATED if the key is not valid
   */
  RemoteViewer holder(ApiKey key);

  /**
   * Lists the API keys of the account that an API key belongs to, without secret values. Also works
   * for a deleted account, which only its own keys can still list.
   *
   * @throws WandbException.Refused if the key is not valid, or if the server does not list the keys
   */
  List<RemoteKey> ofHolder(ApiKey key);

  /**
   * Creates another API key for the account that {@code own} belongs to.
   *
   * @param description contains the operator's marker
   */
  IssuedKey generate(ApiKey own, String description);

  /** Revokes an API key. Does nothing if it was revoked already. */
  void revoke(String keyId);
}
