package com.wandb.iam.access.plan;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import java.util.Optional;

/**
 * The promises that hold whatever was declared, checked against the team as it is at the moment of
 * writing: a team keeps an admin, the operator keeps its access, service accounts stay.
 *
 * @param operatorId the account the operator runs with
 */
public record Guard(String operatorId) {

  /** What forbids the step, or empty where nothing does. */
  public Optional<Violation> check(Step step, ObservedTeam team) {
    var member = team.member(step.userId());
    if (member.isPresent() && !member.get().human()) {
      return violation(
          Rule.PEOPLE_ONLY,
          step.describe() + " would change a service account",
          "name people only");
    }
    if (team.takesAway(step) && step.userId().equals(operatorId)) {
      return violation(
          Rule.OWN_IDENTITY,
          step.describe() + " would take away the operator's own access",
          "leave the operator's identity out");
    }
    if (team.adminsGained(step) < 0 && !team.keepsAnAdmin(step)) {
      return violation(
          Rule.LAST_ADMIN,
          step.describe() + " would leave the team without an admin",
          "give somebody else the role Admin first");
    }
    return Optional.empty();
  }

  private static Optional<Violation> violation(Rule rule, String sentence, String remedy) {
    return Optional.of(new Violation(rule, "spec", sentence, remedy));
  }
}
