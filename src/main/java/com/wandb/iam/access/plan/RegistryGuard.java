package com.wandb.iam.access.plan;

import com.wandb.iam.access.Rule;
import com.wandb.iam.access.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rules for lowered roles in registries that no declaration can override: a registry keeps an
 * admin, and the operator keeps its access. {@link Guard} has those for teams.
 *
 * @param operatorId the account of the operator
 */
public record RegistryGuard(String operatorId) {

  /**
   * Returns the rule that forbids the change; empty if it is allowed.
   *
   * @param person the name of the user, for the message
   * @param keepsAnAdmin whether a registry has an active admin other than this user
   */
  public Optional<Violation> check(
      String userId, String person, RegistryMove move, Predicate<String> keepsAnAdmin) {
    if (!move.lowers()) {
      return Optional.empty();
    }
    var change = new Step.LowerRegistryRoles(userId, person, List.of(move)).describe();
    if (userId.equals(operatorId)) {
      return violation(
          Rule.OWN_IDENTITY,
          change,
          "remove or reduce the operator's own access",
          "Remove the operator's own account from the declaration.");
    }
    if (move.takesAdmin() && !keepsAnAdmin.test(move.registry())) {
      return violation(
          Rule.LAST_ADMIN,
          change,
          "leave the registry without an admin",
          "Give another user the role Admin in this registry first.");
    }
    return Optional.empty();
  }

  private static Optional<Violation> violation(
      Rule rule, String change, String effect, String remedy) {
    return Optional.of(
        new Violation(
            rule, "spec.registryRoles", "The change \"" + change + "\" would " + effect, remedy));
  }
}
