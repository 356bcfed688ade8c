package com.wandb.iam.wandb.write;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.RemoteTeam;
import java.util.List;
import java.util.Optional;

/** Gate that admits every removal. */
public final class OpenGate implements RemovalGate {
  @Override
  public List<Optional<Violation>> admit(RemoteTeam team, ObservedTeam before, List<Step> steps) {
    return steps.stream().map(step -> Optional.<Violation>empty()).toList();
  }

  @Override
  public void done(RemoteTeam team, ObservedTeam before, Step step) {}
}
