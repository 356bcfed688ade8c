/**
 * The engine of one reconciliation, whatever the kind: locks, the newest version of a resource,
 * errors that become conditions, the status, the event and the delay until the next one. No class
 * here knows a kind, a reconciler or what a server is asked. Start at {@link
 * com.wandb.iam.reconcile.ReconcileRunner}; a result is a {@link
 * com.wandb.iam.reconcile.ReconcileResult}, and what a kind adds begins in {@code resources}.
 *
 * <p>Locks are taken in this order: the lock of a resource ({@link
 * com.wandb.iam.reconcile.ResourceLocks}), the queue of a team (GroupCommit), the locks of users in
 * sorted order (UserLocks), the removal limiter of a team. The state of the file stores and the
 * claims have a lock of their own, and nothing else is locked inside.
 */
@NullMarked
package com.wandb.iam.reconcile;

import org.jspecify.annotations.NullMarked;
