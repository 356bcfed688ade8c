/**
 * The scope of a W&amp;B service account, a team or the organization, with all requests that differ
 * between the two. This package handles no API keys or Secrets. {@link
 * com.wandb.iam.account.scope.AccountScopes} finds the scope for {@code account} and {@code
 * account.key}.
 */
@NullMarked
package com.wandb.iam.account.scope;

import org.jspecify.annotations.NullMarked;
