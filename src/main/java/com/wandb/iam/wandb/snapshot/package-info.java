/**
 * The state of one W&amp;B server at a moment: read with few requests, indexed, and compared with
 * the one before. Immutable except for the store; nothing here writes to a server. {@link
 * com.wandb.iam.wandb.snapshot.SnapshotStore} holds the current one.
 */
@NullMarked
package com.wandb.iam.wandb.snapshot;

import org.jspecify.annotations.NullMarked;
