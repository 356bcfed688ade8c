package com.wandb.iam.wandb.write;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.WandbException;
import java.util.List;
import java.util.Optional;

/** Decides how much may be taken away from the teams of one server now. */
public interface RemovalGate {
  /**
   * Judges steps that take something away from people, just before they are sent. What is let
   * through has been counted, so that a crash does not forget it.
   *
   * @param before the team as it is
   * @return for each step, in order, what holds it back; empty where nothing does
   * @throws WandbException.Unavailable where it could not be counted: nothing may be sent
   */
  List<Optional<Violation>> admit(RemoteTeam team, ObservedTeam before, List<Step> steps);

  /**
   * Notes that a step is done, whether it had to be let through or not. One that failed is not
   * counted a second time when it is tried again.
   *
   * @param before the team as it was
   */
  void done(RemoteTeam team, ObservedTeam before, Step step);
}
