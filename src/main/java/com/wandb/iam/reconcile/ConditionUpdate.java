package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;

/** One condition as a reconciliation computed it, without times. */
public record ConditionUpdate(ConditionType type, State state, Reason reason, String message) {

  /** The values that Kubernetes allows for the status of a condition. */
  public enum State {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    State(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
