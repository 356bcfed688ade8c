/**
 * Where a W&amp;B service account belongs: to a team or to the organization, with all requests that
 * differ between the two. API keys and Secrets have no place here. {@link
 * com.wandb.iam.account.scope.AccountScopes} finds the scope; {@code account} and {@code
 * account.key} work with it.
 */
@NullMarked
package com.wandb.iam.account.scope;

import org.jspecify.annotations.NullMarked;
