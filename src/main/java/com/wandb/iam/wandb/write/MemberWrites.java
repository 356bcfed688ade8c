package com.wandb.iam.wandb.write;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The writes that change the members of a team and their roles. Each holds the locks of its
 * accounts while it runs. Checks no rule, because {@link TeamWriter} has done so before.
 */
final class MemberWrites {
  private static final int ATTEMPTS_WHEN_STALE = 4;

  /** The role that the server gives to a new member. */
  static final TeamRole NEWCOMER = TeamRole.BuiltIn.MEMBER;

  private final WandbApi api;
  private final SnapshotStore store;
  private final UserLocks users;
  private final String ownId;

  /**
   * @param ownId the id of the operator's own account
   */
  MemberWrites(WandbApi api, SnapshotStore store, UserLocks users, String ownId) {
    this.ownId = ownId;
    this.api = api;
    this.store = store;
    this.users = users;
  }

  /** Adds members, one by one if a single one may have failed the request; returns the failures. */
  Map<String, WandbException> add(RemoteTeam team, List<String> newcomers) {
    var failed = new HashMap<String, WandbException>();
    try {
      users.holding(
          newcomers,
          () -> {
            checkServer(newcomers);
            api.teams().addMembers(team.id(), newcomers);
          });
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

  /**
   * Checks that the server is still the one of the snapshot, because the ids of new members come
   * from there: the operator's own account, or the first new member where the server does not list
   * that account, must be the same.
   */
  private void checkServer(List<String> newcomers) {
    var snapshot = store.current().orElse(null);
    if (snapshot == null) {
      return;
    }
    var id = snapshot.user(ownId).isPresent() ? ownId : newcomers.getFirst();
    var known = snapshot.user(id);
    if (known.isPresent()) {
      var now = api.users().byId(id);
      if (now.isEmpty() || !isSame(known.get(), now.get())) {
        throw otherAccount();
      }
    }
  }

  private void checkSame(RemoteUser now) {
    var known = store.current().flatMap(snapshot -> snapshot.user(now.id()));
    if (known.filter(before -> !isSame(before, now)).isPresent()) {
      throw otherAccount();
    }
  }

  /** Whether two reads show the same account: the same creation, or else a common name. */
  private static boolean isSame(RemoteUser known, RemoteUser now) {
    if (known.created() != null && now.created() != null) {
      return known.created().equals(now.created());
    }
    return known.username().equalsIgnoreCase(now.username())
        || known.emails().stream()
            .anyMatch(email -> now.emails().stream().anyMatch(email::equalsIgnoreCase));
  }

  private static WandbException otherAccount() {
    return new WandbException.Unavailable(
        WandbException.Unavailable.Outage.MALFORMED,
        "an id belongs to another account than at the latest sync, so the server was replaced or"
            + " restored from a backup; nothing was written",
        false,
        null,
        null);
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

  /** Removes one account from a team. */
  void remove(RemoteTeam team, String userId) {
    users.holding(List.of(userId), () -> api.teams().removeMember(team.id(), userId));
  }

  /**
   * Removes one account that the list of members did not contain.
   *
   * @param planned its role when the removal was planned
   * @throws WandbException.Unavailable if the account may be a member: that list was incomplete,
   *     and the rules were not checked for this member
   */
  void removeUnlisted(RemoteTeam team, String userId, TeamRole planned) {
    users.holding(
        List.of(userId),
        () -> {
          var user = api.users().byId(userId).orElse(null);
          if (user != null) {
            checkSame(user);
            boolean untold = user.teamRoles() == null;
            if (roles(user, team).containsKey(team.name())
                || (untold && planned.equals(TeamRole.BuiltIn.ADMIN))) {
              throw incomplete(team);
            }
          }
          api.teams().removeMember(team.id(), userId);
        });
  }

  /** Removes one account, if it still has the role that the server gives to a new member. */
  void removeNewcomer(RemoteTeam team, String userId) {
    users.holding(
        List.of(userId),
        () ->
            api.users()
                .byId(userId)
                .map(user -> roles(user, team).get(team.name()))
                .filter(NEWCOMER::equals)
                .ifPresent(role -> api.teams().removeMember(team.id(), userId)));
  }

  /**
   * Sets the role in one team. Does not change the roles in other teams.
   *
   * @param expected whether the account may have that role before; the rules were checked for such
   *     a member only
   * @return the account in the server's answer, for the snapshot
   * @throws WandbException.Unavailable if the account has another role, or none: the list of
   *     members by which the change was decided was incomplete
   */
  RemoteUser setRole(RemoteTeam team, String userId, TeamRole role, Predicate<TeamRole> expected) {
    return users.holding(
        List.of(userId),
        () ->
            change(
                userId,
                user -> {
                  var roles = new HashMap<>(roles(user, team));
                  var held = roles.put(team.name(), role);
                  if (held == null || !expected.test(held)) {
                    throw incomplete(team);
                  }
                  return api.users().replaceTeamRoles(user, roles);
                }));
  }

  private static WandbException incomplete(RemoteTeam team) {
    return new WandbException.Unavailable(
        WandbException.Unavailable.Outage.MALFORMED,
        "the server's lists of members do not agree with the account of a member of the team "
            + team.name()
            + "; this member was not changed",
        false,
        null,
        null);
  }

  /**
   * Reads and writes the user, guarded by the version; retries if the version is stale. The caller
   * holds the lock of the user.
   */
  RemoteUser change(String userId, UnaryOperator<RemoteUser> write) {
    for (int attempt = 1; ; attempt++) {
      try {
        var user =
            api.users()
                .byId(userId)
                .orElseThrow(() -> new WandbException.NotFound("the user no longer exists"));
        checkSame(user);
        return write.apply(user);
      } catch (WandbException.Conflict conflict) {
        if (!conflict.stale() || attempt == ATTEMPTS_WHEN_STALE) {
          throw conflict;
        }
      }
    }
  }

  private Map<String, TeamRole> roles(RemoteUser user, RemoteTeam team) {
    var known = user.teamRoles();
    return known != null ? known : rolesNow(user.id(), team);
  }

  /**
   * Returns the roles of an account in all teams, for servers that do not return them with the
   * user. The snapshot names the other teams; the roles are read live, because they may have
   * changed.
   *
   * @throws WandbException.Unavailable if the list of another team lacks the account: a role that
   *     is left out would be lost there
   */
  private Map<String, TeamRole> rolesNow(String userId, RemoteTeam team) {
    var others =
        new HashSet<>(
            store.current().map(snapshot -> snapshot.rolesOf(userId).keySet()).orElse(Set.of()));
    others.remove(team.name());
    var roles = new HashMap<String, TeamRole>();
    for (var roster :
        api.teams().rosters(Stream.concat(others.stream(), Stream.of(team.name())).toList())) {
      var name = roster.teamId().equals(team.id()) ? team.name() : roster.teamName();
      roster.member(userId).ifPresent(member -> roles.put(name, member.role()));
    }
    if (!roles.keySet().containsAll(others)) {
      throw incomplete(team);
    }
    return roles;
  }
}
