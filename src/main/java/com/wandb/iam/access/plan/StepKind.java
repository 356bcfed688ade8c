package com.wandb.iam.access.plan;

/** The kind of a step, for metrics. */
public enum StepKind {
  /** A user is added to a team. */
  ADD,
  /** A member gets another role that is not lower. */
  CHANGE,
  /** A member gets a lower role in the team or in registries. */
  DEMOTE,
  /** A member is removed. */
  REMOVE;

  /** Returns the kind of a step in a team. */
  public static StepKind of(Step step, ObservedTeam before) {
    return switch (step) {
      case Step.AddMember add -> ADD;
      case Step.ChangeRole change -> before.takesAway(change) ? DEMOTE : CHANGE;
      case Step.RemoveMember removal -> REMOVE;
      case Step.LowerRegistryRoles lowering -> DEMOTE;
    };
  }
}
