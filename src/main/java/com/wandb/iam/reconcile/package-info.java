/**
 * The engine of one reconciliation of any kind: locks, the newest version of a resource, errors
 * that become conditions, the status, the event and the delay until the next one. No class here
 * depends on a kind, a reconciler or the W&amp;B API. Start at {@link
 * com.wandb.iam.reconcile.ReconcileRunner}. A result is a {@link
 * com.wandb.iam.reconcile.ReconcileResult}.
 *
 * <p>Locks are taken in this order: the lock of a resource ({@link
 * com.wandb.iam.reconcile.ResourceLocks}), the queue of a team (GroupCommit), the locks of users in
 * sorted order (UserLocks), the removal limiter of a team. The state of the file stores and the
 * claims each have their own lock. No other lock is taken while it is held.
 */
@NullMarked
package com.wandb.iam.reconcile;

import org.jspecify.annotations.NullMarked;
