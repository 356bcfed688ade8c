package com.wandb.iam.account.scope;

import com.wandb.iam.access.Identity;
import com.wandb.iam.access.tenancy.AccessRequest;
import com.wandb.iam.reconcile.Reconciliation;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteMember;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a service account is at home on a server: in one team, or in the whole organization. What
 * is asked of the server for an account is asked here.
 */
public sealed interface AccountScope permits TeamScope, OrganizationScope {
  ServerConnection connection();

  /** As the end of "service account of". */
  String describe();

  /** What the accounts of that name are claimed by. */
  Claims.Claim claim(String name);

  /** The request of a namespace to have accounts here, to be judged by the server's tenants. */
  AccessRequest request(References references, Reconciliation<?, ?, ?> pass);

  /** The account as the permission model knows it. */
  Identity.ServiceAccount identity(String name);

  /** The team on the server that the account belongs to, or is made with; null without one. */
  @Nullable String teamId();

  /** The account with that id, as it was seen last; read live where it was not seen. */
  Optional<RemoteMember> seen(String id);

  /** The account with that id, read live. */
  Optional<RemoteMember> live(String id);

  /** Whether an account of that name was seen at the last look. */
  boolean knows(String name);

  /** The service account of that name, read live. */
  Optional<RemoteMember> byName(String name);

  /** Whether it is an account of this home and of that name. */
  boolean isAccount(RemoteMember member, String name);

  /** When the account was made; null where the server does not say. */
  default @Nullable Instant created(RemoteMember account) {
    var id = account.userId();
    return id == null
        ? null
        : connection().api().users().byId(id).map(user -> user.created()).orElse(null);
  }

  /**
   * Makes the account.
   *
   * @return its id
   */
  String create(String name);

  /** The new account, which everybody knows from here on; empty where it is not listed yet. */
  Optional<RemoteMember> noted(String id);

  /** A key of the account, where the server shows one to us. */
  Optional<ApiKey> shownKey(String accountId);

  /** Deletes the account; its keys live on, so that they are revoked before. */
  void delete(String accountId);
}
