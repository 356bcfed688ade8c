package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;

/** Answers that do not follow the protocol. */
public final class Malformed {
  private Malformed() {}

  public static Unavailable answer(String what) {
    return new Unavailable(
        Outage.MALFORMED,
        "the answer is not what the W&B Server API says: " + what,
        false,
        null,
        null);
  }

  /** The same error for a write, which may have been carried out although its answer is useless. */
  static Unavailable ofWrite(Unavailable error) {
    return error.reason() == Outage.MALFORMED && !error.outcomeUnknown()
        ? new Unavailable(
            Outage.MALFORMED, String.valueOf(error.getMessage()), true, null, error.getCause())
        : error;
  }

  /** Something else than SCIM answers where SCIM should be. */
  public static Unavailable notRouted() {
    return new Unavailable(
        Outage.SCIM_NOT_ROUTED,
        "/scim is not routed to the server: its ingress answers with something else. In W&B's"
            + " Helm chart set global.api.additionalPaths.scim to true; behind another ingress,"
            + " route the path /scim to the API",
        false,
        null,
        null);
  }
}
