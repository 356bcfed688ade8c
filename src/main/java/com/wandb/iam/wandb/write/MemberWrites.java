package com.wandb.iam.wandb.write;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The three writes that change who is in a team and as what. Each has its accounts to itself while
 * it runs. Checks no promise: {@link TeamWriter} has done so before.
 */
final class MemberWrites {
  private static final int ATTEMPTS_WHEN_STALE = 4;

  private final WandbApi api;
  private final SnapshotStore store;
  private final InstantSource clock;
  private final UserLocks users;

  MemberWrites(WandbApi api, SnapshotStore store, InstantSource clock, UserLocks users) {
    this.api = api;
    this.store = store;
    this.clock = clock;
    this.users = users;
  }

  /** Who could not be added, and why: one by one where a single newcomer may be the reason. */
  Map<String, WandbException> add(RemoteTeam team, List<String> newcomers) {
    var failed = new HashMap<String, WandbException>();
    try {
      users.holding(newcomers, () -> api.teams().addMembers(team.id(), newcomers));
    } catch (WandbException error) {
      boolean apart = newcomers.size() > 1 && mayBeAboutOne(error);
      for (var userId : newcomers) {
        if (apart) {
          failed.putAll(add(team, List.of(userId)));
        } else {
          failed.put(userId, error);
        }
      }
    }
    return failed;
  }

  private static boolean mayBeAboutOne(WandbException error) {
    return switch (error) {
      case WandbException.Invalid invalid -> true;
      case WandbException.NotFound absent -> true;
      case WandbException.Conflict conflict -> true;
      case WandbException.Refused refused ->
          refused.reason() == WandbException.Refused.Refusal.SEATS;
      case WandbException.Throttled throttled -> false;
      case WandbException.Unavailable unavailable -> false;
    };
  }

  /** Takes one account out of a team. */
  void remove(RemoteTeam team, String userId) {
    users.holding(List.of(userId), () -> api.teams().removeMember(team.id(), userId));
  }

  /**
   * Sets the role in one team and leaves those in others as they are.
   *
   * @return the account as the server answers, for the caller to note
   */
  RemoteUser setRole(RemoteTeam team, String userId, TeamRole role) {
    return users.holding(
        List.of(userId),
        () ->
            change(
                userId,
                user -> api.users().replaceTeamRoles(user, rolesWith(user, team.name(), role))));
  }

  /** Gives and takes roles in registries, as far as the account does not hold them so already. */
  Set<String> changeRegistryRoles(String userId, Map<String, String> roles, Set<String> removed) {
    var given = new HashSet<String>();
    var written =
        users.holding(
            List.of(userId),
            () ->
                change(
                    userId,
                    user -> {
                      var missing = new HashMap<>(roles);
                      missing.entrySet().removeAll(user.registryRoles().entrySet());
                      var surplus = new HashSet<>(removed);
                      surplus.retainAll(user.registryRoles().keySet());
                      given.clear();
                      given.addAll(missing.keySet());
                      return api.users().changeRegistryRoles(user, missing, surplus);
                    }));
    store.writeThrough(clock.instant(), snapshot -> snapshot.with(written));
    return given;
  }

  /** Reads the user and writes, guarded by the version that was read; again where it is stale. */
  private RemoteUser change(String userId, UnaryOperator<RemoteUser> write) {
    for (int attempt = 1; ; attempt++) {
      try {
        var user =
            api.users()
                .byId(userId)
                .orElseThrow(() -> new WandbException.NotFound("the user no longer exists"));
        return write.apply(user);
      } catch (WandbException.Conflict conflict) {
        if (!conflict.stale() || attempt == ATTEMPTS_WHEN_STALE) {
          throw conflict;
        }
      }
    }
  }

  private Map<String, TeamRole> rolesWith(RemoteUser user, String teamName, TeamRole role) {
    var known = user.teamRoles();
    var roles = new HashMap<>(known != null ? known : rolesNow(user.id()));
    roles.put(teamName, role);
    return roles;
  }

  /**
   * The roles in all teams of an account, where the server does not tell them with the user. What
   * was read before tells which teams; the roles there may have changed since.
   */
  private Map<String, TeamRole> rolesNow(String userId) {
    var teams = store.current().map(snapshot -> snapshot.rolesOf(userId).keySet()).orElse(Set.of());
    var roles = new HashMap<String, TeamRole>();
    if (!teams.isEmpty()) {
      for (var roster : api.teams().rosters(teams)) {
        roster.member(userId).ifPresent(member -> roles.put(roster.teamName(), member.role()));
      }
    }
    return roles;
  }
}
