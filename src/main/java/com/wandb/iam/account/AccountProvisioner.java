package com.wandb.iam.account;

import com.wandb.iam.account.key.KeyContext;
import com.wandb.iam.account.key.KeyReconciler;
import com.wandb.iam.account.key.KeyRequests;
import com.wandb.iam.account.key.KeyRollouts;
import com.wandb.iam.account.key.KeyServices;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScopes.Place;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Names;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates the account of a ServiceAccount, and reconciles its keys. */
public final class AccountProvisioner {
  private final AccountKeeper accounts;
  private final KeyServices keys;
  private final KeyRequests requests = new KeyRequests();

  public AccountProvisioner(AccountKeeper accounts, KeyServices keys) {
    this.accounts = accounts;
    this.keys = keys;
  }

  /**
   * Creates or finds the account, and reconciles its keys.
   *
   * @param destination the variables about runs that the Secret gets
   */
  ReconcileResult provision(
      AccountReconciliation pass, Place place, Map<String, String> destination) {
    var present = keys.keySecrets().present(pass).orElse(null);
    var account = accounts.ensure(pass, place.scope(), Names.nameOf(pass.resource()));
    return reconcileKeys(
        pass,
        new BoundAccount(place.scope(), place.server(), account, destination, false, null),
        present);
  }

  /**
   * Keeps the Secret of a rejected declaration unchanged, except that its keys are still rotated
   * and revoked.
   *
   * @param rejection the result of the reconciliation
   * @param refused whether the tenants of the server do not allow the account: no new key is
   *     created then, but keys are still revoked
   */
  ReconcileResult keep(
      AccountReconciliation pass, Place place, ReconcileResult rejection, boolean refused) {
    var account =
        place
            .scope()
            .seen(Objects.requireNonNull(pass.draft().id), Names.nameOf(pass.resource()))
            .orElse(null);
    if (account == null) {
      return rejection;
    }
    var present = keys.keySecrets().present(pass).orElse(null);
    var withheld =
        refused ? "the tenants of the WandbServer do not allow this account any more" : null;
    var bound =
        new BoundAccount(
            place.scope(),
            place.server(),
            account,
            keys.keySecrets().destination(pass, present),
            true,
            withheld);
    return rejection.requeueLike(reconcileKeys(pass, bound, present));
  }

  private ReconcileResult reconcileKeys(
      AccountReconciliation pass, BoundAccount account, @Nullable Secret present) {
    var work = new KeyContext(keys, pass, account, present);
    return new KeyReconciler(work, new KeyRollouts(keys.workloads(), pass.resource()), requests)
        .run();
  }

  /** Forgets the open requests of a deleted resource. */
  void forget(AccountReconciliation pass) {
    requests.forget(pass.resource().getMetadata().getUid());
  }
}
