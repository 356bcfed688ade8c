package com.wandb.iam.reconcile;

import com.wandb.iam.access.plan.StepKind;
import com.wandb.iam.wandb.write.StepResult;
import java.time.Duration;
import java.util.List;

/** Is told what the operator does, for metrics. Must not block. */
public interface WorkObserver {
  /** Nobody listens. */
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

  /** One pass over a resource of a kind ended. */
  void passed(String kind, ReconcileOutcome outcome, Duration took);

  /** One step was done on a server. */
  void stepDone(String server, StepKind kind);

  /** One resource's plan for a team was carried out, at least in part. */
  void planApplied(String server);

  /** Reports a plan of a server as applied if any of its steps was. */
  default void applied(String server, List<StepResult> results) {
    if (results.stream().anyMatch(StepResult.Applied.class::isInstance)) {
      planApplied(server);
    }
  }

  /** What is held of a team came to be, or is something else now. */
  void planHeld(String server);

  /**
   * Somebody had undone on a server, or in the Secret that it reads, what is declared: a role, a
   * member, a team, an account, the list of buckets; and it is made so again.
   */
  void driftCorrected(String server);
}
