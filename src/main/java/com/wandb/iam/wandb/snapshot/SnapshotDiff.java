package com.wandb.iam.wandb.snapshot;

import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Differences between two snapshots. They determine which resources are reconciled.
 *
 * @param everything true if there was no previous snapshot
 * @param userNames all usernames and email addresses, old and new and in lower case, of the
 *     accounts that differ
 */
public record SnapshotDiff(
    boolean everything,
    Set<String> userIds,
    Set<String> userNames,
    Set<String> teamIds,
    Set<String> teamNames,
    Set<String> roleNames) {
  public SnapshotDiff {
    userIds = Set.copyOf(userIds);
    userNames = Set.copyOf(userNames);
    teamIds = Set.copyOf(teamIds);
    teamNames = Set.copyOf(teamNames);
    roleNames = Set.copyOf(roleNames);
  }

  private static final SnapshotDiff EVERYTHING =
      new SnapshotDiff(true, Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  /** Returns whether no resource needs to be reconciled. */
  public boolean isEmpty() {
    return !everything
        && userIds.isEmpty()
        && teamIds.isEmpty()
        && teamNames.isEmpty()
        && roleNames.isEmpty();
  }

  /**
   * Returns the changes from {@code before} to {@code after}. Entity tags and creation times do not
   * count.
   */
  public static SnapshotDiff between(@Nullable Snapshot before, Snapshot after) {
    if (before == null) {
      return EVERYTHING;
    }
    var users =
        changed(
            byId(before.users().stream(), RemoteUser::id),
            byId(after.users().stream(), RemoteUser::id),
            SnapshotDiff::essence);
    var teams =
        changed(
            byId(before.teams().stream(), RemoteTeam::id),
            byId(after.teams().stream(), RemoteTeam::id),
            RemoteTeam::name);
    var rosters =
        changed(
            byId(before.rosters().stream(), RemoteRoster::teamId),
            byId(after.rosters().stream(), RemoteRoster::teamId),
            SnapshotDiff::essence);
    var roles =
        changed(
            byId(before.roles().stream(), RemoteRole::name),
            byId(after.roles().stream(), RemoteRole::name),
            role -> List.of(role.id(), role.added(), role.description(), role.inheritsViewer()));
    var teamIds = new HashSet<>(teams);
    teamIds.addAll(rosters);
    return new SnapshotDiff(
        false,
        users,
        names(users, before, after),
        teamIds,
        Stream.of(before, after)
            .flatMap(snapshot -> teamIds.stream().flatMap(id -> snapshot.team(id).stream()))
            .map(RemoteTeam::name)
            .collect(Collectors.toSet()),
        roles);
  }

  /** Returns this diff with further teams, if the snapshot contains them. */
  SnapshotDiff with(Set<String> moreTeams, Snapshot snapshot) {
    if (everything || moreTeams.isEmpty()) {
      return this;
    }
    var ids = new HashSet<>(teamIds);
    var names = new HashSet<>(teamNames);
    for (var id : moreTeams) {
      snapshot
          .team(id)
          .ifPresent(
              team -> {
                ids.add(id);
                names.add(team.name());
              });
    }
    return new SnapshotDiff(false, userIds, userNames, ids, names, roleNames);
  }

  private static Object essence(RemoteUser user) {
    return List.of(
        user.username(),
        user.emails(),
        user.active(),
        user.organizationAdmin(),
        user.teamRoles() == null ? Map.of() : user.teamRoles(),
        user.registryRoles());
  }

  private static Object essence(RemoteRoster roster) {
    return List.of(roster.teamName(), roster.privateProjectsOnly(), Set.copyOf(roster.members()));
  }

  private static Set<String> names(Set<String> ids, Snapshot before, Snapshot after) {
    return Stream.of(before, after)
        .flatMap(snapshot -> ids.stream().flatMap(id -> snapshot.user(id).stream()))
        .flatMap(user -> Stream.concat(Stream.of(user.username()), user.emails().stream()))
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static <V> Map<String, V> byId(Stream<V> values, Function<V, String> id) {
    return values.collect(Collectors.toMap(id, Function.identity(), (a, b) -> a));
  }

  private static <V> Set<String> changed(
      Map<String, V> before, Map<String, V> after, Function<V, Object> essence) {
    return Stream.concat(before.keySet().stream(), after.keySet().stream())
        .distinct()
        .filter(
            id ->
                !Objects.equals(
                    essenceOf(before.get(id), essence), essenceOf(after.get(id), essence)))
        .collect(Collectors.toSet());
  }

  private static <V> @Nullable Object essenceOf(@Nullable V value, Function<V, Object> essence) {
    return value == null ? null : essence.apply(value);
  }
}
