package com.wandb.iam.account.scope;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.Reconciliation;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a ServiceAccount. */
public final class AccountReconciliation
    extends Reconciliation<WandbServiceAccount, WandbServiceAccountStatus, AccountStatusBuilder> {
  public AccountReconciliation(
      LastWrites writes, WandbServiceAccount resource, Context<WandbServiceAccount> context) {
    super(writes, resource, context, new AccountStatusBuilder(resource.getStatus()));
  }
}
