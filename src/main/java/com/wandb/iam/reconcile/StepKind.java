package com.wandb.iam.reconcile;

import com.wandb.iam.access.ObservedTeam;
import com.wandb.iam.access.Step;

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

  static StepKind of(Step step, ObservedTeam before) {
    return switch (step) {
      case Step.AddMember add -> ADD;
      case Step.ChangeRole change -> before.takesAway(change) ? DEMOTE : CHANGE;
      case Step.RemoveMember removal -> REMOVE;
    };
  }
}
