package com.wandb.iam.reconcile;

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

  static ServerState of(Observation observation) {
    return switch (observation) {
      case Observation.Pending pending -> PENDING;
      case Observation.Serving serving -> SERVING;
      case Observation.ForeignOrganization foreign -> FOREIGN_ORGANIZATION;
      case Observation.Failing(WandbException error) ->
          error instanceof WandbException.Refused ? REFUSED : UNREACHABLE;
    };
  }
}
