package com.wandb.iam.account;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.account.key.AccountKeys;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScope;
import com.wandb.iam.account.scope.TeamScope;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import java.util.Optional;

/**
 * Deletes accounts that are in no team any more. An account outlives its team on the server: its
 * name stays taken, and only SCIM lists it.
 */
public final class OrphanedAccounts {
  private final Creations creations;

  public OrphanedAccounts(Creations creations) {
    this.creations = creations;
  }

  /**
   * Revokes the keys of the account that this resource created, and deletes the account if it still
   * exists.
   */
  void end(AccountReconciliation pass, Cleanup cleanup, ServerConnection connection) {
    if (Boolean.TRUE.equals(pass.draft().adopted)) {
      return;
    }
    if (!connection.facts().can(Capability.SCIM_SERVICE_ACCOUNTS)) {
      cleanup.orphan(
          "The team of the account was deleted, and W&B servers before 0.81 do not report whether"
              + " the account still exists. The operator revoked the API keys that it knows.");
      return;
    }
    find(pass, connection)
        .filter(user -> isInNoTeam(user, pass, connection))
        .ifPresent(user -> delete(user, connection.api()));
  }

  /**
   * Ends the reconciliation if another answer says that the account is in the team: that of the
   * account, or a second list of members if the account does not tell. One of the answers is wrong,
   * and the account must be neither forgotten nor created twice.
   */
  void refuseDoubt(AccountReconciliation pass, AccountScope scope) {
    if (scope instanceof TeamScope(var connection, var team, var ignored)
        && isMember(pass, scope, connection, team)) {
      throw new ReconcileAbort(
          ReconcileResult.waiting(
              Reason.Pending,
              "One answer of the W&B server says that the account is in the team "
                  + team.name()
                  + ", and another one does not list it. The operator waits until its answers"
                  + " agree."));
    }
  }

  private boolean isMember(
      AccountReconciliation pass,
      AccountScope scope,
      ServerConnection connection,
      RemoteTeam team) {
    var draft = pass.draft();
    if (!connection.facts().can(Capability.SCIM_SERVICE_ACCOUNTS)) {
      return draft.id != null
          ? scope.live(draft.id, Names.nameOf(pass.resource())).isPresent()
          : draft.pendingCreate != null && scope.byName(draft.pendingCreate.name()).isPresent();
    }
    return find(pass, connection)
        .filter(
            user ->
                user.teamRoles() == null
                    ? scope.live(user.id(), Names.nameOf(pass.resource())).isPresent()
                    : user.teamRoles().containsKey(team.name()))
        .isPresent();
  }

  /**
   * Deletes the account before a new one gets its name. Two answers must agree that it is in no
   * team: the members of the team, which the caller has read, and the account.
   */
  void makeRoom(AccountReconciliation pass, ServerConnection connection) {
    if (!Boolean.TRUE.equals(pass.draft().adopted)
        && connection.facts().can(Capability.SCIM_SERVICE_ACCOUNTS)) {
      find(pass, connection)
          .filter(user -> isInNoTeam(user, pass, connection))
          .ifPresent(user -> delete(user, connection.api()));
    }
  }

  private static void delete(RemoteUser user, WandbApi api) {
    new AccountKeys(api.apiKeys(), member(user)).revokeAll(key -> true);
    api.users().delete(user.id());
  }

  /**
   * Returns whether an account is in no team but that of this resource. The account was read by its
   * id; a server may leave out empty roles, so the lists of members must agree. An account in
   * another team is another account with the same name.
   */
  private static boolean isInNoTeam(
      RemoteUser user, AccountReconciliation pass, ServerConnection connection) {
    boolean told = user.teamRoles() != null && !user.teamRoles().isEmpty();
    return !told
        && connection.snapshot().rosters().stream()
            .filter(roster -> !roster.teamId().equals(pass.draft().teamId))
            .allMatch(roster -> roster.member(user.id()).isEmpty());
  }

  /**
   * Returns the account of this resource, whatever its teams. An id alone proves nothing, because a
   * server that was restored from a backup gives the same ids to other accounts. A search does not
   * tell the teams of an account, therefore the account is read by its id.
   */
  private Optional<RemoteUser> find(AccountReconciliation pass, ServerConnection connection) {
    var users = connection.api().users();
    var name = Names.nameOf(pass.resource());
    return foundId(pass, connection, name)
        .flatMap(users::byId)
        .filter(user -> user.type() == AccountType.SERVICE)
        .filter(user -> name.equals(user.username()) || name.equals(user.displayName()));
  }

  private Optional<String> foundId(
      AccountReconciliation pass, ServerConnection connection, String name) {
    var draft = pass.draft();
    if (draft.id != null) {
      return Optional.of(draft.id);
    }
    creations.awaitArrival(draft.pendingCreate);
    return connection
        .api()
        .users()
        .byUsername(name)
        .filter(user -> user.username().equals(name))
        .filter(user -> creations.isOurs(draft.pendingCreate, name, user.created(), connection))
        .map(RemoteUser::id);
  }

  private static RemoteMember member(RemoteUser user) {
    return new RemoteMember(
        user.id(),
        null,
        user.username(),
        null,
        user.username(),
        TeamRole.BuiltIn.MEMBER,
        AccountType.SERVICE,
        false);
  }
}
