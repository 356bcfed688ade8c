package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;

/** One condition as a pass found it, without times. */
public record ConditionUpdate(ConditionType type, State state, Reason reason, String message) {

  /** What Kubernetes lets a condition be. */
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
