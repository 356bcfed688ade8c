package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.WandbException;

/** The state of a server after its latest sync. */
public enum ServerState {
  /** The server has not been synced yet. */
  PENDING,
  /** The server answers and everything could be read. */
  SERVING,
  /** The server does not answer, or its answer is invalid. */
  UNREACHABLE,
  /** The server rejects the operator's credential or its permissions. */
  REFUSED,
  /** The server belongs to another organization than the pinned one. */
  FOREIGN_ORGANIZATION;

  public static ServerState of(SyncResult observation) {
    return switch (observation) {
      case SyncResult.Pending pending -> PENDING;
      case SyncResult.Serving serving -> SERVING;
      case SyncResult.ForeignOrganization foreign -> FOREIGN_ORGANIZATION;
      case SyncResult.Failing(WandbException error) ->
          error instanceof WandbException.Refused ? REFUSED : UNREACHABLE;
    };
  }
}
