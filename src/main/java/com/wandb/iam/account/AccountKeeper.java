package com.wandb.iam.account;

import com.wandb.iam.access.plan.Standing;
import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScope;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.Names;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.wandb.RemoteMember;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds, adopts or creates the account of a ServiceAccount, and creates it only once. */
public final class AccountKeeper {
  private final References references;
  private final Creations creations;
  private final OrphanedAccounts orphanedAccounts;
  private final OrphanedKeys orphanedKeys;
  private final EventRecorder events;
  private final WorkObserver observer;

  public AccountKeeper(
      References references,
      Creations creations,
      OrphanedAccounts orphanedAccounts,
      OrphanedKeys orphanedKeys,
      EventRecorder events,
      WorkObserver observer) {
    this.references = references;
    this.creations = creations;
    this.orphanedAccounts = orphanedAccounts;
    this.orphanedKeys = orphanedKeys;
    this.events = events;
    this.observer = observer;
  }

  /** Returns the account on the server; its id is in status when this returns. */
  RemoteMember ensure(AccountReconciliation pass, AccountScope scope, String name) {
    var draft = pass.draft();
    draft.serverName = scope.connection().name();
    draft.teamId = scope.teamId();
    var account =
        bound(pass, scope)
            .or(() -> restored(pass, scope, name))
            .orElseGet(() -> findOrCreate(pass, scope, name));
    creations.remember(
        pass, scope.connection(), Objects.requireNonNull(account.userId()), draft.adopted);
    return account;
  }

  /** Returns the account with the id in status. If it was deleted on the server, forgets the id. */
  private Optional<RemoteMember> bound(AccountReconciliation pass, AccountScope scope) {
    var draft = pass.draft();
    var id = draft.id;
    if (id == null) {
      return Optional.empty();
    }
    var name = Names.nameOf(pass.resource());
    var found = scope.seen(id, name);
    if (found.isEmpty()) {
      abortIfOther(scope, id, name);
      orphanedAccounts.refuseDoubt(pass, scope);
      events.warning(
          pass.resource(),
          "AccountGone",
          "The service account was deleted on the server. The operator creates a new account and a"
              + " new API key.");
      observer.driftCorrected(scope.connection().name());
      orphanedKeys.end(pass, scope.connection());
      orphanedAccounts.makeRoom(pass, scope.connection());
      draft.id = null;
      draft.apiKey = null;
    }
    return found;
  }

  /** Aborts if the id belongs to another object now, which must neither be used nor deleted. */
  private static void abortIfOther(AccountScope scope, String id, String name) {
    if (scope.isTaken(id, name)) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.IdentityChanged,
              "The account was renamed on the W&B server, or its id belongs to another account now."
                  + " Rename the account back to "
                  + name
                  + ", or delete this ServiceAccount and apply it again."));
    }
  }

  /** Returns the account that this resource had before it was restored without its status. */
  private Optional<RemoteMember> restored(
      AccountReconciliation pass, AccountScope scope, String name) {
    return creations
        .restored(pass, scope.connection(), pass.draft().pendingCreate)
        .flatMap(
            before -> {
              var found = scope.live(before.id(), name);
              found.ifPresent(member -> bind(pass, scope, member.userId(), !before.made()));
              return found;
            });
  }

  private RemoteMember findOrCreate(AccountReconciliation pass, AccountScope scope, String name) {
    var draft = pass.draft();
    var existing = scope.byName(name);
    var standing =
        creations.named(
            name,
            draft.pendingCreate,
            existing.map(account -> found(account, scope)),
            scope.connection(),
            pass.resource().getSpec().adoptionPolicy());
    if (existing.isPresent()) {
      boolean ours = standing instanceof Standing.Ours;
      if (!ours) {
        creations.warnOfOther(pass.resource(), draft.pendingCreate);
        draft.pendingCreate = null;
        adopt(pass, scope, existing.get(), name, standing);
      }
      bind(pass, scope, existing.get().userId(), !ours);
      return existing.get();
    }
    var earlier = draft.pendingCreate;
    if (earlier != null) {
      orphanedAccounts.refuseDoubt(pass, scope);
      orphanedAccounts.makeRoom(pass, scope.connection());
    }
    draft.pendingCreate = new PendingCreate(name, creations.now(scope.connection()));
    pass.save();
    var id =
        creations.make(
            () -> draft.pendingCreate = creations.withdraw(earlier), () -> scope.create(name));
    bind(pass, scope, id, false);
    return scope
        .noted(id)
        .orElseThrow(
            () ->
                new ReconcileAbort(
                    ReconcileResult.waiting(
                        Reason.Pending,
                        "The account was created, but the W&B server does not list it yet.")));
  }

  private void bind(
      AccountReconciliation pass, AccountScope scope, @Nullable String id, boolean adopted) {
    var draft = pass.draft();
    draft.binding = creations.binding(scope.connection());
    draft.id = id;
    draft.name = Names.nameOf(pass.resource());
    draft.adopted = adopted;
    draft.pendingCreate = null;
  }

  private void adopt(
      AccountReconciliation pass,
      AccountScope scope,
      RemoteMember existing,
      String name,
      Standing standing) {
    var connection = scope.connection();
    if (connection.facts().viewer().id().equals(existing.userId())) {
      throw new ReconcileAbort(
          ReconcileResult.rejected(
              Reason.Conflict,
              "spec.name: The operator itself uses the account "
                  + name
                  + " (own-identity). Choose another name."));
    }
    if (standing instanceof Standing.Refused) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: A service account "
                  + name
                  + " of "
                  + scope.describe()
                  + " already exists on the W&B server. To adopt it, set adoptionPolicy to IfExists;"
                  + " the tenants of the WandbServer must allow this."));
    }
    ReconcileAbort.atViolation(
        references
            .tenancy(references.server(connection.name()))
            .check(scope.request(references, pass).adopting(), "spec.adoptionPolicy"));
  }

  /** Returns the account as evidence: servers before 0.81 do not report creation times. */
  private static Standing.Found found(RemoteMember account, AccountScope scope) {
    var created = scope.created(account);
    return new Standing.Found(created, created != null);
  }

  /** Returns the account on the server, read live by its id or intent in status. */
  Optional<RemoteMember> find(AccountReconciliation pass, AccountScope scope) {
    var draft = pass.draft();
    var name = Names.nameOf(pass.resource());
    if (draft.id != null) {
      return scope.live(draft.id, name);
    }
    var asked = creations.now(scope.connection());
    var named = scope.byName(name);
    return creations.isOwn(
            name,
            draft.pendingCreate,
            asked,
            named.map(account -> found(account, scope)),
            scope.connection())
        ? named
        : Optional.empty();
  }
}
