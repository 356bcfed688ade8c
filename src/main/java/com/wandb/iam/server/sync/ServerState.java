package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.WandbException;

/** How a server stood at the latest look, in one of few words. */
public enum ServerState {
  /** Nobody has looked yet. */
  PENDING,
  /** It answers, and everything could be read. */
  SERVING,
  /** It does not answer, or nothing that can be understood. */
  UNREACHABLE,
  /** It does not let the operator's credential do what it has to do. */
  REFUSED,
  /** Another organization is behind the address than the one that was pinned. */
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
