package com.wandb.iam.server.sync;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.write.RemovalGate;
import java.util.List;
import java.util.Optional;

/** Admits each removal. */
final class OpenGate implements RemovalGate {
  @Override
  public List<Optional<Violation>> admit(RemoteTeam team, ObservedTeam before, List<Step> steps) {
    return steps.stream().map(step -> Optional.<Violation>empty()).toList();
  }

  @Override
  public void done(RemoteTeam team, ObservedTeam before, Step step) {}
}
