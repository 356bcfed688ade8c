package com.wandb.iam.team.membership;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.RegistryGoal;
import com.wandb.iam.access.plan.RegistryGoal.Granted;
import com.wandb.iam.access.plan.RegistryMove;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.server.sync.References.BoundTeam;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.write.StepResults;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the roles of a membership's users in registries, user by user, during one reconciliation.
 * Collects what could not be written. Not thread-safe.
 */
final class RegistryRoleWriter {
  private final BoundTeam team;
  private final Supplier<Optional<Violation>> refusal;
  private final BiConsumer<MemberState, String> written;
  private final BiConsumer<MemberState, String> withdrawn;

  /** The changes that a rule forbids or the removal limit holds. */
  private StepResults withheld = StepResults.NONE;

  private @Nullable Violation refused;
  private @Nullable WandbException failure;

  /**
   * @param refusal why the tenants do not allow the roles; asked before each write
   * @param written receives each declared role that was changed
   * @param withdrawn receives each role that was declared before and is settled
   */
  RegistryRoleWriter(
      BoundTeam team,
      Supplier<Optional<Violation>> refusal,
      BiConsumer<MemberState, String> written,
      BiConsumer<MemberState, String> withdrawn) {
    this.team = team;
    this.refusal = refusal;
    this.written = written;
    this.withdrawn = withdrawn;
  }

  StepResults withheld() {
    return withheld;
  }

  /** Returns why the tenants do not allow the roles any more. */
  Optional<Violation> refused() {
    return Optional.ofNullable(refused);
  }

  /** Returns the first error of the server. */
  Optional<WandbException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Raises the roles of one user; returns the entry of status. */
  MemberState raise(MemberState state, RegistryRolePlan.@Nullable Change change) {
    if (change == null || !change.raises() || isRefused()) {
      return state;
    }
    try {
      var moves = team.connection().teams().registries().raise(id(state), change.goals());
      return applied(state, change, moves);
    } catch (WandbException error) {
      failed(error);
      boolean unknown =
          error instanceof WandbException.Unavailable outage && outage.outcomeUnknown();
      return unknown ? announced(state, change) : state;
    }
  }

  /** Returns the entry of status as if all roles were raised. */
  static MemberState announced(MemberState state, RegistryRolePlan.Change change) {
    return recorded(state, change, change.moves().stream().filter(move -> !move.lowers()).toList());
  }

  /** Lowers the roles of one user; returns the entry of status. */
  MemberState lower(MemberState state, RegistryRolePlan.@Nullable Change change) {
    if (change == null) {
      return state;
    }
    if (!change.lowers()) {
      return settled(state, change, Map.of());
    }
    if (isRefused()) {
      return state;
    }
    try {
      var lowered =
          team.connection()
              .teams()
              .registries()
              .lower(team.remote(), id(state), MemberStates.nameOf(state), change.goals(), true);
      withheld = withheld.and(lowered.withheld());
      var open =
          lowered.open().stream().collect(Collectors.toMap(RegistryMove::registry, move -> move));
      return settled(applied(state, change, lowered.applied()), change, open);
    } catch (WandbException error) {
      failed(error);
      return state;
    }
  }

  private MemberState applied(
      MemberState state, RegistryRolePlan.Change change, Iterable<RegistryMove> moves) {
    for (var move : moves) {
      if (goal(change, move).declared() != null) {
        written.accept(state, move.registry());
      }
    }
    return recorded(state, change, moves);
  }

  private static MemberState recorded(
      MemberState state, RegistryRolePlan.Change change, Iterable<RegistryMove> moves) {
    var granted = new HashMap<String, Granted>(GrantedRoles.of(state));
    for (var move : moves) {
      granted.put(move.registry(), goal(change, move).after(move));
    }
    return GrantedRoles.with(state, granted);
  }

  private static RegistryGoal goal(RegistryRolePlan.Change change, RegistryMove move) {
    return change.goals().stream()
        .filter(goal -> goal.registry().equals(move.registry()))
        .findFirst()
        .orElseThrow();
  }

  /** Forgets the roles that are no longer declared, except open ones. */
  private MemberState settled(
      MemberState state, RegistryRolePlan.Change change, Map<String, RegistryMove> open) {
    var granted = new HashMap<String, Granted>(GrantedRoles.of(state));
    for (var goal : change.goals()) {
      if (goal.declared() == null && !open.containsKey(goal.registry())) {
        granted.remove(goal.registry());
        withdrawn.accept(state, goal.registry());
      }
    }
    return GrantedRoles.with(state, granted);
  }

  private boolean isRefused() {
    if (refused == null) {
      refused = refusal.get().orElse(null);
    }
    return refused != null;
  }

  private void failed(WandbException error) {
    failure = failure == null ? error : failure;
  }

  private static String id(MemberState state) {
    return Objects.requireNonNull(state.id(), "only a user with an account has a role");
  }
}
