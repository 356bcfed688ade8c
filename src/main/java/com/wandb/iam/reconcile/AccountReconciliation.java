package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** One reconciliation of a ServiceAccount. */
final class AccountReconciliation
    extends Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> {
  AccountReconciliation(
      OwnWrites writes, WandbServiceAccount resource, Context<WandbServiceAccount> context) {
    super(writes, resource, context, new AccountDraft(resource.getStatus()));
  }
}
