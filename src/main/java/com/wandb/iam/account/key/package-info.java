/**
 * The lifecycle of API keys: they are created, published in a Secret, delivered to other
 * namespaces, rotated and revoked. No class here creates or deletes an account. Read {@link
 * com.wandb.iam.account.key.KeyReconciler} first. {@link com.wandb.iam.account.key.KeyRing}
 * contains the keys of a Secret.
 */
@NullMarked
package com.wandb.iam.account.key;

import org.jspecify.annotations.NullMarked;
