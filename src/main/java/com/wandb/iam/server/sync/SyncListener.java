package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.snapshot.SnapshotDiff;

/** Receives the result of each sync, on the sync's thread. */
public interface SyncListener {
  /** Reports that the connection opened or closed, or that the status of the server changed. */
  void changed(String server);

  /** Reports that the server's content differs from the former snapshot. */
  void differs(String server, SnapshotDiff diff);

  /** Reports changes by the operator itself, so that counts in status are updated. */
  void grew(String server, SnapshotDiff own);
}
