package com.wandb.iam.access.plan;

import com.wandb.iam.access.RegistryAccess;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The desired role of one user in one registry. A declared role is a minimum: a registry belongs to
 * the whole organization, so a membership changes only what it granted. After the membership ends,
 * the user has no more than before it. It never raises a role that another client lowered
 * meanwhile.
 *
 * @param declared the declared role, or null if none is declared any more
 * @param granted what the membership granted before, or null if it granted nothing
 * @param adopts whether roles that the membership did not grant may be lowered to the declared role
 */
public record RegistryGoal(
    String registry, @Nullable RegistryAccess declared, @Nullable Granted granted, boolean adopts) {

  /**
   * A role that a membership granted.
   *
   * @param former the role before, or null if there was none
   * @param role the granted role, or null if an earlier version did not record it
   */
  public record Granted(@Nullable RegistryAccess former, @Nullable RegistryAccess role) {}

  /** Returns the changes that reach the goals of one user. */
  public static List<RegistryMove> moves(
      Collection<RegistryGoal> goals, Map<String, String> current) {
    return goals.stream().flatMap(goal -> goal.move(current).stream()).toList();
  }

  /**
   * Returns the change that reaches this goal. Empty if there is none, and if the current role is
   * unknown to the permission model, because it cannot be compared.
   *
   * @param current the roles of the user by registry, as the server spells them
   */
  public Optional<RegistryMove> move(Map<String, String> current) {
    var name = current.get(registry);
    var from = RegistryAccess.named(name);
    if (name != null && from.isEmpty()) {
      return Optional.empty();
    }
    var move = new RegistryMove(registry, from.orElse(null), target(from.orElse(null)));
    return move.from() == move.to() ? Optional.empty() : Optional.of(move);
  }

  private @Nullable RegistryAccess target(@Nullable RegistryAccess current) {
    if (declared == null) {
      return granted != null && (granted.role() == null || isWithinGrant(current))
          ? RegistryMove.lower(current, granted.former())
          : current;
    }
    if (adopts) {
      return declared;
    }
    return granted != null && isWithinGrant(current)
        ? RegistryMove.higher(declared, RegistryMove.lower(current, granted.former()))
        : RegistryMove.higher(declared, current);
  }

  /** Returns whether the current role is not more than the membership granted. */
  private boolean isWithinGrant(@Nullable RegistryAccess current) {
    return granted != null
        && granted.role() != null
        && !RegistryMove.isLower(granted.role(), current);
  }

  /** Returns the record of a change that was made to reach this goal. */
  public Granted after(RegistryMove move) {
    return new Granted(
        granted == null ? move.from() : RegistryMove.lower(granted.former(), move.from()),
        move.to());
  }
}
