package com.wandb.iam.wandb.write;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.RegistryGoal;
import com.wandb.iam.access.plan.RegistryGuard;
import com.wandb.iam.access.plan.RegistryMove;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Changes the roles of users in registries of the organization. Decides by the roles that the user
 * has at the moment of writing. Raises and lowers roles in separate calls, so that a caller can
 * raise the successor of an admin first. Thread-safe; calls block.
 */
public final class RegistryWrites {
  private final WandbApi api;
  private final SnapshotStore store;
  private final RegistryGuard guard;
  private final RemovalGate gate;
  private final InstantSource clock;
  private final WriteLocks locks;
  private final MemberWrites members;

  /**
   * The outcome of lowering roles.
   *
   * @param applied the changes that the server applied
   * @param open the changes that are not applied yet
   * @param withheld the changes that a rule forbids or the removal limit holds
   */
  public record Lowered(List<RegistryMove> applied, List<RegistryMove> open, StepResults withheld) {
    public Lowered {
      applied = List.copyOf(applied);
      open = List.copyOf(open);
    }
  }

  RegistryWrites(
      WandbApi api,
      SnapshotStore store,
      RegistryGuard guard,
      RemovalGate gate,
      InstantSource clock,
      WriteLocks locks,
      MemberWrites members) {
    this.api = api;
    this.store = store;
    this.guard = guard;
    this.gate = gate;
    this.clock = clock;
    this.locks = locks;
    this.members = members;
  }

  /**
   * Raises roles of one user. Lowers none.
   *
   * @return the changes that the server applied
   * @throws WandbException.NotFound if there is no such account
   */
  public List<RegistryMove> raise(String userId, List<RegistryGoal> goals) {
    return send(
        userId,
        user ->
            RegistryGoal.moves(goals, user.registryRoles()).stream()
                .filter(move -> !move.lowers())
                .toList());
  }

  /**
   * Lowers roles of one user, as far as the guard and the removal limit permit. Raises none.
   *
   * @param team the team of the membership that asks for it; its removal limit counts the user
   * @param person the name of the user, for messages
   * @param isCounted whether the removal limit counts this. Declared ends are exempt, and so are
   *     users whose removal from the team was just counted.
   * @throws WandbException.NotFound if there is no such account
   * @throws WandbException.Unavailable if the count could not be saved: nothing was sent
   */
  public Lowered lower(
      RemoteTeam team, String userId, String person, List<RegistryGoal> goals, boolean isCounted) {
    var withheld = new ArrayList<StepResult>();
    var wanted = lowered(goals, current(userId));
    var allowed = permitted(userId, person, wanted, withheld);
    if (allowed.isEmpty()) {
      return new Lowered(List.of(), wanted, new StepResults(withheld));
    }
    var step = new Step.LowerRegistryRoles(userId, person, allowed);
    var before = observed(team);
    if (isCounted) {
      var held = gate.admit(team, before, List.of(step)).getFirst();
      if (held.isPresent()) {
        withheld.add(new StepResult.Withheld(step, held.get()));
        return new Lowered(List.of(), wanted, new StepResults(withheld));
      }
    }
    var applied =
        keepingAdmins(
            allowed.stream().anyMatch(RegistryMove::takesAdmin),
            () ->
                send(
                    userId,
                    user -> {
                      var now = new ArrayList<>(lowered(goals, user));
                      now.retainAll(allowed);
                      return permitted(userId, person, now, new ArrayList<>());
                    }));
    gate.done(team, before, step);
    var open = new ArrayList<>(wanted);
    open.removeAll(applied);
    return new Lowered(applied, open, new StepResults(withheld));
  }

  private RemoteUser current(String userId) {
    return api.users()
        .byId(userId)
        .orElseThrow(() -> new WandbException.NotFound("the user no longer exists"));
  }

  private static List<RegistryMove> lowered(List<RegistryGoal> goals, RemoteUser user) {
    return RegistryGoal.moves(goals, user.registryRoles()).stream()
        .filter(RegistryMove::lowers)
        .toList();
  }

  private List<RegistryMove> permitted(
      String userId, String person, List<RegistryMove> moves, List<StepResult> withheld) {
    var allowed = new ArrayList<RegistryMove>();
    for (var move : moves) {
      guard
          .check(userId, person, move, registry -> keepsAnAdmin(registry, userId))
          .ifPresentOrElse(
              violation -> withheld.add(withheld(userId, person, move, violation)),
              () -> allowed.add(move));
    }
    return allowed;
  }

  private static StepResult withheld(
      String userId, String person, RegistryMove move, Violation violation) {
    return new StepResult.Withheld(
        new Step.LowerRegistryRoles(userId, person, List.of(move)), violation);
  }

  /** Reads another admin live, because the one in the snapshot may be gone or deactivated. */
  private boolean keepsAnAdmin(String registry, String leaving) {
    return store.current().stream()
        .flatMap(snapshot -> snapshot.users().stream())
        .filter(user -> !user.id().equals(leaving) && administers(user, registry))
        .anyMatch(
            user ->
                api.users().byId(user.id()).filter(now -> administers(now, registry)).isPresent());
  }

  private static boolean administers(RemoteUser user, String registry) {
    return user.active()
        && (user.type() == null || user.type() == AccountType.USER)
        && RegistryAccess.named(user.registryRoles().get(registry))
            .filter(RegistryAccess.ADMIN::equals)
            .isPresent();
  }

  private ObservedTeam observed(RemoteTeam team) {
    return store
        .current()
        .flatMap(snapshot -> snapshot.roster(team.id()).map(snapshot::observed))
        .orElseGet(() -> ObservedTeam.of(List.of()));
  }

  private <T> T keepingAdmins(boolean needed, Supplier<T> write) {
    if (!needed) {
      return write.get();
    }
    locks.registryAdmins().lock();
    try {
      return write.get();
    } finally {
      locks.registryAdmins().unlock();
    }
  }

  private List<RegistryMove> send(
      String userId, Function<RemoteUser, List<RegistryMove>> decision) {
    var applied = new ArrayList<RegistryMove>();
    var written =
        locks
            .users()
            .holding(
                List.of(userId),
                () ->
                    members.change(
                        userId,
                        user -> {
                          applied.clear();
                          applied.addAll(decision.apply(user));
                          return write(user, applied);
                        }));
    store.writeThrough(clock.instant(), snapshot -> snapshot.with(written));
    return List.copyOf(applied);
  }

  private RemoteUser write(RemoteUser user, List<RegistryMove> moves) {
    var roles = new HashMap<String, String>();
    var removed = new HashSet<String>();
    for (var move : moves) {
      var to = move.to();
      if (to == null) {
        removed.add(move.registry());
      } else {
        roles.put(move.registry(), to.name().toLowerCase(Locale.ROOT));
      }
    }
    return moves.isEmpty() ? user : api.users().changeRegistryRoles(user, roles, removed);
  }
}
