package com.wandb.iam.wandb.write;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.WandbException;

/** The result of one step. */
public sealed interface StepResult {
  Step step();

  /** The server applied it. */
  record Applied(Step step) implements StepResult {}

  /** A rule forbids it. Nothing was sent. */
  record Withheld(Step step, Violation violation) implements StepResult {}

  /** The server refused it or did not answer. */
  record Failed(Step step, WandbException error) implements StepResult {}
}
