/**
 * The state of one W&amp;B server at a moment: read with few requests, indexed, and compared with
 * the previous state. Values are immutable except for the store. Nothing here writes to a server.
 * {@link com.wandb.iam.wandb.snapshot.SnapshotStore} contains the current snapshot.
 */
@NullMarked
package com.wandb.iam.wandb.snapshot;

import org.jspecify.annotations.NullMarked;
