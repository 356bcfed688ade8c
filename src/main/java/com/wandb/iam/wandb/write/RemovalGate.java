package com.wandb.iam.wandb.write;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.WandbException;
import java.util.List;
import java.util.Optional;

/** Decides which removals and demotions in the teams of one server may be sent now. */
public interface RemovalGate {
  /**
   * Decides about removals and demotions just before they are sent. Admitted steps are counted
   * first, so that the count survives a crash.
   *
   * @param before the team as it is
   * @return for each step, in order, the violation that holds it; empty if it is admitted
   * @throws WandbException.Unavailable if the count could not be saved: nothing may be sent
   */
  List<Optional<Violation>> admit(RemoteTeam team, ObservedTeam before, List<Step> steps);

  /**
   * Records that a step was applied, whether it had to be admitted or not. A failed step is not
   * counted again when it is retried.
   *
   * @param before the team as it was
   */
  void done(RemoteTeam team, ObservedTeam before, Step step);
}
