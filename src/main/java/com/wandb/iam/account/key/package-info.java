/**
 * The life of an API key: announced, created, published in a Secret, delivered to other namespaces,
 * rotated and revoked. No class here creates or deletes an account. {@link
 * com.wandb.iam.account.key.KeyReconciler} is the order of work, {@link
 * com.wandb.iam.account.key.KeyRing} the keys of a Secret.
 */
@NullMarked
package com.wandb.iam.account.key;

import org.jspecify.annotations.NullMarked;
