package com.wandb.iam.account;

import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScope;
import com.wandb.iam.account.scope.AccountStatusBuilder;
import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
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

/** Finds, takes over or makes the account of a ServiceAccount; exactly once, whatever happens. */
public final class AccountKeeper {
  private final References lookups;
  private final Creations creations;
  private final OrphanedAccounts left;
  private final OrphanedKeys leftKeys;
  private final EventRecorder events;
  private final WorkObserver observer;

  public AccountKeeper(
      References lookups,
      Creations creations,
      OrphanedAccounts left,
      OrphanedKeys leftKeys,
      EventRecorder events,
      WorkObserver observer) {
    this.lookups = lookups;
    this.creations = creations;
    this.left = left;
    this.leftKeys = leftKeys;
    this.events = events;
    this.observer = observer;
  }

  /** The account as it is to be on the server; its id is in status when this returns. */
  RemoteMember ensure(AccountReconciliation pass, AccountScope home, String name) {
    var draft = pass.draft();
    draft.serverName = home.connection().name();
    draft.teamId = home.teamId();
    var account =
        bound(pass, home)
            .or(() -> restored(pass, home, name))
            .orElseGet(() -> findOrCreate(pass, home, name));
    creations.remember(
        pass, home.connection(), Objects.requireNonNull(account.userId()), draft.adopted);
    return account;
  }

  /** The account whose id is known. One that was deleted in the app is made anew. */
  private Optional<RemoteMember> bound(AccountReconciliation pass, AccountScope home) {
    var draft = pass.draft();
    var id = draft.id;
    if (id == null) {
      return Optional.empty();
    }
    var found = home.seen(id);
    if (found.isEmpty()) {
      left.refuseDoubt(pass, home);
      events.warning(
          pass.resource(),
          "AccountGone",
          "the service account was deleted on the server; it is made anew with a new key");
      observer.driftCorrected(home.connection().name());
      leftKeys.end(pass, home.connection());
      left.makeRoom(pass, home.connection());
      draft.id = null;
      draft.apiKey = null;
    }
    return found;
  }

  /** The account that this resource stood for before a backup was restored without its status. */
  private Optional<RemoteMember> restored(
      AccountReconciliation pass, AccountScope home, String name) {
    return creations
        .restored(pass, home.connection(), pass.draft().pendingCreate)
        .flatMap(
            before -> {
              var found = home.live(before.id()).filter(member -> home.isAccount(member, name));
              found.ifPresent(member -> bind(pass.draft(), name, member.userId(), !before.made()));
              return found;
            });
  }

  private RemoteMember findOrCreate(AccountReconciliation pass, AccountScope home, String name) {
    var draft = pass.draft();
    var existing = home.byName(name);
    if (existing.isPresent()) {
      boolean ours = isOurs(draft.pendingCreate, name, existing.get(), home);
      if (!ours) {
        adopt(pass, home, existing.get(), name);
      }
      bind(draft, name, existing.get().userId(), !ours);
      return existing.get();
    }
    if (draft.pendingCreate != null) {
      left.refuseDoubt(pass, home);
      left.makeRoom(pass, home.connection());
    }
    draft.pendingCreate = new PendingCreate(name, creations.now(home.connection()));
    pass.save();
    var id = creations.make(() -> draft.pendingCreate = null, () -> home.create(name));
    bind(draft, name, id, false);
    return home.noted(id)
        .orElseThrow(
            () ->
                new ReconcileAbort(
                    ReconcileResult.waiting(
                        Reason.Pending,
                        "the account was made and the server does not list it yet")));
  }

  private static void bind(
      AccountStatusBuilder draft, String name, @Nullable String id, boolean adopted) {
    draft.id = id;
    draft.name = name;
    draft.adopted = adopted;
    draft.pendingCreate = null;
  }

  private void adopt(
      AccountReconciliation pass, AccountScope home, RemoteMember existing, String name) {
    var connection = home.connection();
    if (connection.facts().viewer().id().equals(existing.userId())) {
      throw new ReconcileAbort(
          ReconcileResult.rejected(
              Reason.Conflict,
              "spec.name: the account "
                  + name
                  + " is the one that the operator itself works with (own-identity): choose another"
                  + " name"));
    }
    if (pass.resource().getSpec().adoptionPolicy() == AdoptionPolicy.Never) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: "
                  + home.describe()
                  + " has a service account "
                  + name
                  + " already; set adoptionPolicy to IfExists to take it over, where the server's"
                  + " tenants allow it"));
    }
    ReconcileAbort.atViolation(
        lookups
            .tenancy(lookups.server(connection.name()))
            .check(home.request(lookups, pass).adopting(), "spec.adoptionPolicy"));
  }

  /**
   * Whether an earlier pass made this account. Servers before 0.81 do not say when an account was
   * made; there an intent that status holds is the best evidence, for the name was looked up and
   * not found after it was written down.
   */
  private boolean isOurs(
      @Nullable PendingCreate pending, String name, RemoteMember account, AccountScope home) {
    var created = home.created(account);
    return created == null
        ? pending != null && name.equals(pending.name())
        : creations.isOurs(pending, name, created, home.connection());
  }

  /** The account on the server, read live, by what status knows of it alone. */
  Optional<RemoteMember> find(AccountReconciliation pass, AccountScope home) {
    var draft = pass.draft();
    var name = Names.nameOf(pass.resource());
    if (draft.id != null) {
      return home.live(draft.id);
    }
    var named = home.byName(name);
    if (named.isEmpty()) {
      creations.awaitArrival(draft.pendingCreate);
    }
    return named.filter(member -> isOurs(draft.pendingCreate, name, member, home));
  }
}
