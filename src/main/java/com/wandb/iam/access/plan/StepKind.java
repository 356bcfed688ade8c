package com.wandb.iam.access.plan;

/** What a step does, in one of few words. */
public enum StepKind {
  /** Somebody comes into a team. */
  ADD,
  /** Somebody gets another role that takes nothing away. */
  CHANGE,
  /** Somebody gets a role that takes something away. */
  DEMOTE,
  /** Somebody goes. */
  REMOVE;

  public static StepKind of(Step step, ObservedTeam before) {
    return switch (step) {
      case Step.AddMember add -> ADD;
      case Step.ChangeRole change -> before.takesAway(change) ? DEMOTE : CHANGE;
      case Step.RemoveMember removal -> REMOVE;
    };
  }
}
