package com.wandb.iam.account;

import com.wandb.iam.account.key.AccountKeys;
import com.wandb.iam.account.key.KeyMarker;
import com.wandb.iam.account.key.KeySecrets;
import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScope;
import com.wandb.iam.account.scope.AccountScopes;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbException;
import java.util.Objects;
import java.util.Optional;

/**
 * Deletes or orphans the account of a ServiceAccount that is being deleted, with its keys and
 * Secrets.
 */
public final class AccountCleanup {
  private final References references;
  private final Cleanups cleanups;
  private final AccountScopes scopes;
  private final AccountKeeper accounts;
  private final KeySecrets keySecrets;
  private final OrphanedKeys orphanedKeys;
  private final OrphanedAccounts orphanedAccounts;
  private final String clusterId;

  public AccountCleanup(
      References references,
      Cleanups cleanups,
      AccountScopes scopes,
      AccountKeeper accounts,
      KeySecrets keySecrets,
      OrphanedKeys orphanedKeys,
      OrphanedAccounts orphanedAccounts,
      String clusterId) {
    this.references = references;
    this.cleanups = cleanups;
    this.scopes = scopes;
    this.accounts = accounts;
    this.keySecrets = keySecrets;
    this.orphanedKeys = orphanedKeys;
    this.orphanedAccounts = orphanedAccounts;
    this.clusterId = clusterId;
  }

  /** Returns why the resource cannot be deleted yet; empty once everything is cleaned up. */
  Optional<ReconcileResult> run(AccountReconciliation pass) {
    var cleanup = cleanups.of(pass);
    var held =
        cleanup.shouldOrphan(
                Cleanup.policy(pass.resource().getSpec().deletionPolicy(), pass.draft().adopted))
            ? orphan(pass)
            : delete(pass, cleanup);
    if (held.isEmpty()) {
      cleanup.releaseClaims();
    }
    return held;
  }

  /**
   * Leaves the account on the server. Also leaves the Secret, because it may contain the only copy
   * of the key.
   */
  private Optional<ReconcileResult> orphan(AccountReconciliation pass) {
    keySecrets.disown(pass);
    return Optional.empty();
  }

  private Optional<ReconcileResult> delete(AccountReconciliation pass, Cleanup cleanup) {
    var serverName = pass.draft().serverName;
    if (serverName == null || !hasAccount(pass)) {
      keySecrets.delete(pass);
      return Optional.empty();
    }
    if (cleanup.isServerGone(serverName)) {
      cleanup.orphan(
          "The WandbServer was deleted, so the operator cannot connect to the W&B server.");
      return orphan(pass);
    }
    var team = cleanup.team(pass.resource().getSpec().teamRef());
    if (team.filter(resource -> !Names.isRead(resource)).isPresent()) {
      return cleanup.refuse(
          Reason.TeamNotReady,
          "The Team cannot be parsed and may have managementPolicy Observe.",
          "Correct the Team.");
    }
    if (team.filter(Names::isObserved).isPresent()) {
      cleanup.orphan("The Team has managementPolicy Observe.");
      return orphan(pass);
    }
    deleteOnServer(pass, cleanup, serverName);
    keySecrets.delete(pass);
    return Optional.empty();
  }

  /** Returns whether the server may have an account that this resource created or adopted. */
  private static boolean hasAccount(AccountReconciliation pass) {
    var draft = pass.draft();
    return (draft.id != null || draft.pendingCreate != null)
        && (draft.teamId != null || Names.isOfOrganization(pass.resource().getSpec()));
  }

  private void deleteOnServer(AccountReconciliation pass, Cleanup cleanup, String serverName) {
    var connection = references.connection(serverName, pass);
    if (!hasAccount(pass)) {
      return;
    }
    var scope = scopes.departed(pass, connection).orElse(null);
    var found = scope == null ? null : accounts.find(pass, scope).orElse(null);
    if (scope != null && found != null) {
      delete(pass, cleanup, scope, found);
    } else {
      if (scope != null) {
        orphanedAccounts.refuseDoubt(pass, scope);
      }
      orphanedKeys.end(pass, connection);
      orphanedAccounts.end(pass, cleanup, connection);
    }
  }

  /**
   * Revokes the keys, and then deletes an account that the operator created, because the server
   * does not revoke the keys of a deleted account. Keeps an adopted account and the keys that
   * others created for it.
   */
  private void delete(
      AccountReconciliation pass, Cleanup cleanup, AccountScope scope, RemoteMember account) {
    var keys = new AccountKeys(scope.connection().api().apiKeys(), account);
    if (Boolean.TRUE.equals(pass.draft().adopted)) {
      var own = new KeyMarker(clusterId, pass.resource().getMetadata().getUid(), 0);
      cleanup.orphan("The account was adopted. " + revokeOwn(keys, own));
    } else {
      keys.revokeAll(key -> true);
      scope.delete(Objects.requireNonNull(account.userId()));
    }
  }

  /**
   * Revokes the keys with the resource's own marker. Does not retry if the server refuses to list
   * or revoke keys, because it refuses again.
   *
   * @return the result as one or more sentences
   */
  private static String revokeOwn(AccountKeys keys, KeyMarker own) {
    try {
      keys.revokeAll(key -> AccountKeys.isMarked(key, own::isOfSame));
      return "The operator revoked the API keys that it created for this resource. Other API keys of the"
          + " account stay valid.";
    } catch (WandbException.Refused refused) {
      return "The W&B server refused to list or revoke the API keys of the account, so API keys that"
          + " this resource created may still be valid. Revoke them in the W&B App.";
    }
  }
}
