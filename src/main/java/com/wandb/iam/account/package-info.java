/**
 * The kind ServiceAccount: finding, adopting, creating and deleting the account. Its scope is found
 * in {@code account.scope} and its keys are reconciled in {@code account.key}. Read {@link
 * com.wandb.iam.account.ServiceAccountReconciler} first.
 */
@NullMarked
package com.wandb.iam.account;

import org.jspecify.annotations.NullMarked;
