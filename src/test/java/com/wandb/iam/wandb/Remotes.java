package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Factory methods for objects of a server. */
public final class Remotes {
  private Remotes() {}

  public static RemoteUser person(String id) {
    return named(id, id, id + "@example.com");
  }

  public static RemoteUser named(String id, String username, String... emails) {
    return new RemoteUser(
        id,
        username,
        List.of(emails),
        null,
        true,
        AccountType.USER,
        false,
        null,
        Map.of(),
        null,
        null);
  }

  public static RemoteUser with(
      RemoteUser user, @Nullable Map<String, TeamRole> teamRoles, @Nullable String version) {
    return copy(user, teamRoles, user.registryRoles(), user.created(), version);
  }

  static RemoteUser created(RemoteUser user, Instant at) {
    return copy(user, user.teamRoles(), user.registryRoles(), at, user.version());
  }

  static RemoteUser withRegistryRoles(RemoteUser user, Map<String, String> registryRoles) {
    return copy(user, user.teamRoles(), registryRoles, user.created(), user.version());
  }

  private static RemoteUser copy(
      RemoteUser user,
      @Nullable Map<String, TeamRole> teamRoles,
      Map<String, String> registryRoles,
      @Nullable Instant created,
      @Nullable String version) {
    return new RemoteUser(
        user.id(),
        user.username(),
        user.emails(),
        user.displayName(),
        user.active(),
        user.type(),
        user.organizationAdmin(),
        teamRoles,
        registryRoles,
        created,
        version);
  }

  public static RemoteMember member(String id, TeamRole role) {
    return new RemoteMember(id, null, id, id + "@example.com", id, role, AccountType.USER, false);
  }

  public static RemoteMember robot(String id) {
    return new RemoteMember(
        id, null, id, null, id, TeamRole.BuiltIn.MEMBER, AccountType.SERVICE, false);
  }

  public static RemoteMember invitation(String email) {
    return new RemoteMember(
        null,
        "invitation-" + email.toLowerCase(Locale.ROOT),
        null,
        email,
        email,
        TeamRole.BuiltIn.MEMBER,
        AccountType.USER,
        true);
  }

  public static RemoteTeam team(String name) {
    return team(FakeWandb.teamId(name), name, null);
  }

  public static RemoteTeam team(String id, String name, @Nullable Instant created) {
    return new RemoteTeam(id, name, List.of(), created, null);
  }

  public static RemoteUser deactivated(String id) {
    return new RemoteUser(
        id,
        id,
        List.of(id + "@example.com"),
        null,
        false,
        AccountType.USER,
        false,
        null,
        Map.of(),
        null,
        null);
  }

  public static RemoteUser account(String id, String username, AccountType type) {
    return new RemoteUser(
        id, username, List.of(), null, true, type, false, null, Map.of(), null, null);
  }

  public static RemoteRoster roster(String team, List<RemoteMember> members) {
    return new RemoteRoster(FakeWandb.teamId(team), team, false, members);
  }

  public static RemoteRole role(String name, String description, String... added) {
    return new RemoteRole(
        "id-" + name, name, description, true, Set.of(added), Set.of(), null, null, null);
  }
}
