/**
 * The kind ServiceAccount: finding, adopting, creating and deleting the account. {@code
 * account.scope} finds its scope, and {@code account.key} reconciles its keys. Read {@link
 * com.wandb.iam.account.ServiceAccountReconciler} first.
 */
@NullMarked
package com.wandb.iam.account;

import org.jspecify.annotations.NullMarked;
