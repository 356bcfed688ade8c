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
 * The scope of a service account on a server: one team, or the whole organization. It sends all
 * requests about an account that differ between the two.
 */
public sealed interface AccountScope permits TeamScope, OrganizationScope {
  ServerConnection connection();

  /** Returns the scope as the end of "service account of". */
  String describe();

  /** Returns the claim for accounts of that name. */
  Claims.Claim claim(String name);

  /** Returns the request of a namespace to have accounts here, for the tenants of the server. */
  AccessRequest request(References references, Reconciliation<?, ?, ?> pass);

  /** Returns the account as an identity of the permission model. */
  Identity.ServiceAccount identity(String name);

  /** Returns the id of the team to which the account belongs; null if there is none. */
  @Nullable String teamId();

  /**
   * Returns the account with that id and name from the snapshot; reads it live if it is not there.
   * An id alone is never enough, because another server gives it to another account.
   */
  Optional<RemoteMember> seen(String id, String name);

  /** Returns the account with that id and name, read live. */
  Optional<RemoteMember> live(String id, String name);

  /** Returns whether the id belongs to an account with another name or type, read live. */
  boolean isTaken(String id, String name);

  /** Returns whether the snapshot contains an account of that name. */
  boolean knows(String name);

  /** Returns the service account of that name, read live. */
  Optional<RemoteMember> byName(String name);

  /** Returns whether it is an account of this scope and of that name. */
  boolean isAccount(RemoteMember member, String name);

  /** Returns when the account was created; null if the server does not return it. */
  default @Nullable Instant created(RemoteMember account) {
    var id = account.userId();
    return id == null
        ? null
        : connection().api().users().byId(id).map(user -> user.created()).orElse(null);
  }

  /**
   * Creates the account.
   *
   * @return its id
   */
  String create(String name);

  /** Adds a new account to the snapshot; returns empty if the server does not list it yet. */
  Optional<RemoteMember> noted(String id);

  /** Returns a key of the account if the server shows one to the operator. */
  Optional<ApiKey> shownKey(String accountId);

  /** Deletes the account. Its keys stay valid, therefore callers revoke them first. */
  void delete(String accountId);
}
