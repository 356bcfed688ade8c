package com.wandb.iam.team.removal;

import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.WandbException;

/** The end of a reconciliation as a value: its result, or an error of the W&amp;B server. */
public sealed interface Ending {

  /** The reconciliation ends with a result. */
  record Concluded(ReconcileResult result) implements Ending {}

  /** The server failed. */
  record Failed(WandbException error) implements Ending {}

  /**
   * Returns the result.
   *
   * @throws WandbException if the server failed: the runner reports it, because it also decides
   *     when to retry
   */
  default ReconcileResult orThrow() {
    return switch (this) {
      case Concluded(var result) -> result;
      case Failed(var error) -> throw error;
    };
  }
}
