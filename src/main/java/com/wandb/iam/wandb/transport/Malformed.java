package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;

/** Errors for answers that do not follow the protocol. */
public final class Malformed {
  private Malformed() {}

  /** Returns the error for a malformed answer. */
  public static Unavailable answer(String problem) {
    return new Unavailable(
        Outage.MALFORMED,
        "the answer does not follow the W&B Server API: " + problem,
        false,
        null,
        null);
  }

  /**
   * Returns the error for a write. If the answer was malformed, the outcome is unknown, because the
   * server may have executed the write.
   */
  static Unavailable withUnknownOutcome(Unavailable error) {
    return error.reason() == Outage.MALFORMED && !error.outcomeUnknown()
        ? new Unavailable(
            Outage.MALFORMED, String.valueOf(error.getMessage()), true, null, error.getCause())
        : error;
  }

  /** Returns the error for an answer at /scim from another service. */
  public static Unavailable notRouted() {
    return new Unavailable(
        Outage.SCIM_NOT_ROUTED,
        "/scim is not routed to the W&B server: another service answers there. In W&B's"
            + " Helm chart set global.api.additionalPaths.scim to true; behind another ingress,"
            + " route the path /scim to the API",
        false,
        null,
        null);
  }
}
