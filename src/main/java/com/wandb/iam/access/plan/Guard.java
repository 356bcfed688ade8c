package com.wandb.iam.access.plan;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import java.util.Optional;

/**
 * The rules that no declaration can override, checked against the team immediately before a write:
 * a team keeps an admin, the operator keeps its access, and service accounts are not changed.
 *
 * @param operatorId the account of the operator
 */
public record Guard(String operatorId) {

  /** Returns the rule that forbids the step; empty if it is allowed. */
  public Optional<Violation> check(Step step, ObservedTeam team) {
    var member = team.member(step.userId());
    if (member.isPresent() && !member.get().human()) {
      return violation(
          Rule.PEOPLE_ONLY, change(step) + "change a service account", "Declare users only.");
    }
    if (team.takesAway(step) && step.userId().equals(operatorId)) {
      return violation(
          Rule.OWN_IDENTITY,
          change(step) + "remove or reduce the operator's own access",
          "Remove the operator's own account from the declaration.");
    }
    if (team.adminsGained(step) < 0 && !team.keepsAnAdmin(step)) {
      return violation(
          Rule.LAST_ADMIN,
          change(step) + "leave the team without an admin",
          "Give another user the role Admin first.");
    }
    return Optional.empty();
  }

  private static String change(Step step) {
    return "The change \"" + step.describe() + "\" would ";
  }

  private static Optional<Violation> violation(Rule rule, String sentence, String remedy) {
    return Optional.of(new Violation(rule, "spec", sentence, remedy));
  }
}
