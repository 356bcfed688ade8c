package com.wandb.iam.wandb.snapshot;

import com.wandb.iam.access.RoleOrder;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.ObservedMember;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Complete state of a server at one moment: its accounts, teams and roles. Immutable.
 *
 * <p>Never remove anything only because it is missing from a snapshot. Read it from the server
 * first.
 */
public final class Snapshot {
  private final Instant asOf;
  private final Map<String, RemoteUser> users;
  private final Map<String, RemoteTeam> teams;
  private final Map<String, RemoteRoster> rosters;
  private final Map<String, RemoteRole> roles;
  private final Map<String, List<RemoteUser>> usersByName;
  private final Map<String, String> teamIds;

  /**
   * @param asOf when the first of the requests was sent. Later changes may be missing.
   * @param rosters members of those of the {@code teams} that the server returned
   */
  public Snapshot(
      Instant asOf,
      Collection<RemoteUser> users,
      Collection<RemoteTeam> teams,
      Collection<RemoteRoster> rosters,
      Collection<RemoteRole> roles) {
    this(
        asOf,
        byKey(users, RemoteUser::id),
        byKey(teams, RemoteTeam::id),
        byKey(rosters, RemoteRoster::teamId),
        byKey(roles, RemoteRole::name));
  }

  private Snapshot(
      Instant asOf,
      Map<String, RemoteUser> users,
      Map<String, RemoteTeam> teams,
      Map<String, RemoteRoster> rosters,
      Map<String, RemoteRole> roles) {
    this(
        asOf,
        Map.copyOf(users),
        byEveryName(users.values()),
        Map.copyOf(teams),
        teams.values().stream()
            .collect(Collectors.toUnmodifiableMap(RemoteTeam::name, RemoteTeam::id, (a, b) -> a)),
        rosters,
        roles);
  }

  /**
   * Creates a snapshot that reuses the indexes of users and teams, because building them is slow.
   */
  private Snapshot(
      Instant asOf,
      Map<String, RemoteUser> users,
      Map<String, List<RemoteUser>> usersByName,
      Map<String, RemoteTeam> teams,
      Map<String, String> teamIds,
      Map<String, RemoteRoster> rosters,
      Map<String, RemoteRole> roles) {
    this.asOf = asOf;
    this.users = users;
    this.usersByName = usersByName;
    this.teams = teams;
    this.teamIds = teamIds;
    this.rosters = Map.copyOf(rosters);
    this.roles = Map.copyOf(roles);
  }

  /** Returns when the first of its requests was sent. */
  public Instant asOf() {
    return asOf;
  }

  public Optional<RemoteUser> user(String id) {
    return Optional.ofNullable(users.get(id));
  }

  /** Returns all accounts with this email address or username, ignoring case. */
  public List<RemoteUser> usersNamed(String name) {
    return usersByName.getOrDefault(key(name), List.of());
  }

  public Optional<RemoteTeam> team(String id) {
    return Optional.ofNullable(teams.get(id));
  }

  public Optional<RemoteTeam> teamNamed(String name) {
    return Optional.ofNullable(teamIds.get(name)).map(teams::get);
  }

  /** Returns the members of the team. Empty if the server did not return them. */
  public Optional<RemoteRoster> roster(String teamId) {
    return Optional.ofNullable(rosters.get(teamId));
  }

  public Optional<RemoteRole> role(String name) {
    return Optional.ofNullable(roles.get(name));
  }

  public Collection<RemoteUser> users() {
    return users.values();
  }

  public Collection<RemoteTeam> teams() {
    return teams.values();
  }

  public Collection<RemoteRoster> rosters() {
    return rosters.values();
  }

  public Collection<RemoteRole> roles() {
    return roles.values();
  }

  /** Returns the number of service accounts. An account in several teams counts once. */
  public long serviceAccounts() {
    return rosters.values().stream()
        .flatMap(roster -> roster.members().stream())
        .filter(member -> member.type() != AccountType.USER && member.userId() != null)
        .map(RemoteMember::userId)
        .distinct()
        .count();
  }

  /** Returns the number of user accounts. Accounts of unknown type count as users. */
  public long people() {
    return users.values().stream()
        .filter(user -> user.type() == null || user.type() == AccountType.USER)
        .count();
  }

  /** Returns the roles of an account by team name, as listed in the rosters. */
  public Map<String, TeamRole> rolesOf(String userId) {
    var found = new HashMap<String, TeamRole>();
    for (var roster : rosters.values()) {
      roster.member(userId).ifPresent(member -> found.put(roster.teamName(), member.role()));
    }
    return found;
  }

  /** Returns this snapshot with one account added or replaced. */
  public Snapshot with(RemoteUser user) {
    return with(List.of(user));
  }

  /**
   * Returns this snapshot with accounts added or replaced. Much faster than replacing them
   * individually.
   */
  public Snapshot with(Collection<RemoteUser> some) {
    if (some.isEmpty()) {
      return this;
    }
    var changed = new HashMap<>(users);
    some.forEach(user -> changed.put(user.id(), user));
    return new Snapshot(asOf, changed, teams, rosters, roles);
  }

  /** Returns this snapshot with one team and its members added or replaced. */
  public Snapshot with(RemoteTeam team, RemoteRoster roster) {
    var changedTeams = new HashMap<>(teams);
    changedTeams.put(team.id(), team);
    var changedRosters = new HashMap<>(rosters);
    changedRosters.put(roster.teamId(), roster);
    return new Snapshot(asOf, users, changedTeams, changedRosters, roles);
  }

  /** Returns this snapshot with the members of one team replaced. */
  public Snapshot with(RemoteRoster roster) {
    var changed = new HashMap<>(rosters);
    changed.put(roster.teamId(), roster);
    return new Snapshot(asOf, users, usersByName, teams, teamIds, changed, roles);
  }

  /** Returns this snapshot with one custom role added or replaced. */
  public Snapshot with(RemoteRole role) {
    var changed = new HashMap<>(roles);
    changed.put(role.name(), role);
    return new Snapshot(asOf, users, usersByName, teams, teamIds, rosters, changed);
  }

  /** Returns this snapshot without the custom role with that name. */
  public Snapshot withoutRole(String name) {
    var changed = new HashMap<>(roles);
    changed.remove(name);
    return new Snapshot(asOf, users, usersByName, teams, teamIds, rosters, changed);
  }

  /** Returns this snapshot without one team and its members. */
  public Snapshot withoutTeam(String teamId) {
    var changedTeams = new HashMap<>(teams);
    changedTeams.remove(teamId);
    var changedRosters = new HashMap<>(rosters);
    changedRosters.remove(teamId);
    return new Snapshot(asOf, users, changedTeams, changedRosters, roles);
  }

  /** Returns the roster as input for the permission model, without open invitations. */
  public ObservedTeam observed(RemoteRoster roster) {
    return ObservedTeam.of(
        roster.members().stream()
            .filter(member -> member.userId() != null && !member.pending())
            .map(
                member ->
                    new ObservedMember(
                        member.userId(),
                        member.email() != null ? member.email() : member.displayName(),
                        member.role(),
                        member.type() == AccountType.USER,
                        user(member.userId()).map(RemoteUser::active).orElse(true)))
            .toList(),
        new RoleOrder(
            roles.values().stream()
                .filter(RemoteRole::inheritsViewer)
                .map(RemoteRole::name)
                .collect(Collectors.toSet())));
  }

  private static Map<String, List<RemoteUser>> byEveryName(Collection<RemoteUser> users) {
    var found = new HashMap<String, Map<String, RemoteUser>>();
    for (var user : users) {
      found.computeIfAbsent(key(user.username()), name -> new HashMap<>()).put(user.id(), user);
      for (var email : user.emails()) {
        found.computeIfAbsent(key(email), name -> new HashMap<>()).put(user.id(), user);
      }
    }
    return found.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> List.copyOf(entry.getValue().values())));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static <V> Map<String, V> byKey(Collection<V> values, Function<V, String> key) {
    return values.stream().collect(Collectors.toMap(key, Function.identity(), (a, b) -> a));
  }
}
