package com.wandb.iam.reconcile;

import com.wandb.iam.access.plan.StepKind;
import com.wandb.iam.wandb.write.StepResult;
import java.time.Duration;
import java.util.List;

/** Receives the operator's actions, for metrics. Must not block. */
public interface WorkObserver {
  /** Ignores everything. */
  WorkObserver NONE =
      new WorkObserver() {
        @Override
        public void passed(String kind, ReconcileOutcome outcome, Duration took) {}

        @Override
        public void stepDone(String server, StepKind kind) {}

        @Override
        public void planApplied(String server) {}

        @Override
        public void planHeld(String server) {}

        @Override
        public void driftCorrected(String server) {}
      };

  /** Reports that a reconciliation of a kind ended. */
  void passed(String kind, ReconcileOutcome outcome, Duration took);

  /** Reports that a step was applied to a server. */
  void stepDone(String server, StepKind kind);

  /** Reports that a resource's plan for a team was applied, at least in part. */
  void planApplied(String server);

  /** Reports a plan of a server as applied if any of its steps was. */
  default void applied(String server, List<StepResult> results) {
    if (results.stream().anyMatch(StepResult.Applied.class::isInstance)) {
      planApplied(server);
    }
  }

  /** Reports that a plan of a team was held, or that the held plan changed. */
  void planHeld(String server);

  /**
   * Reports that the operator corrected drift: another client had changed a declared role, member,
   * team, account or bucket list on the server or in the Secret that it reads.
   */
  void driftCorrected(String server);
}
