package com.wandb.iam.wandb.write;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.WandbException;

/** What became of one step. */
public sealed interface StepResult {
  Step step();

  /** The server did it. */
  record Applied(Step step) implements StepResult {}

  /** A promise forbids it: nothing was sent. */
  record Withheld(Step step, Violation violation) implements StepResult {}

  /** The server did not do it, or did not say. */
  record Failed(Step step, WandbException error) implements StepResult {}
}
