package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.write.CallScript;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A server in memory, as strict as the worst of the real ones: roles of a user are replaced as a
 * whole, teams left out of them included, and a stale entity tag is refused. Calls can be paused
 * and made to fail by how they begin, such as {@code removeMember vision bob}.
 */
public final class FakeWandb implements WandbApi {
  private final CallScript script = new CallScript();
  private final Map<String, Integer> versions = new LinkedHashMap<>();
  private final Map<String, RemoteRole> roles = new LinkedHashMap<>();

  /** By id; without the roles in teams, which the teams know. */
  final Map<String, RemoteUser> users = new LinkedHashMap<>();

  /** By name; members by id, invitations by theirs. */
  final Map<String, Map<String, RemoteMember>> teams = new LinkedHashMap<>();

  final Set<String> registries = new LinkedHashSet<>();
  private boolean tagged = true;
  private boolean tellsRoles = true;

  /** Entity tags are left out, as some servers do. */
  public FakeWandb withoutEntityTags() {
    tagged = false;
    return this;
  }

  /** Users are answered without the roles they hold. */
  public FakeWandb withoutTeamRoles() {
    tellsRoles = false;
    return this;
  }

  public synchronized FakeWandb user(String id) {
    users.put(id, Remotes.person(id));
    return this;
  }

  public synchronized FakeWandb team(String name, RemoteMember... members) {
    var roster = teams.computeIfAbsent(name, absent -> new LinkedHashMap<>());
    for (var member : members) {
      if (member.pending()) {
        roster.put(member.invitationId(), member);
      } else {
        roster.put(member.userId(), member);
        users.computeIfAbsent(member.userId(), Remotes::person);
      }
    }
    return this;
  }

  synchronized FakeWandb registry(String name) {
    registries.add(name);
    return this;
  }

  public synchronized FakeWandb role(RemoteRole role) {
    roles.put(role.name(), role);
    return this;
  }

  public synchronized void forgetUser(String id) {
    users.remove(id);
    teams.values().forEach(roster -> roster.remove(id));
  }

  public synchronized void forgetTeam(String name) {
    teams.remove(name);
  }

  public synchronized void forgetMember(String team, String id) {
    teams.get(team).remove(id);
    touch(id);
  }

  /** What happens when it is called, and what was. */
  public CallScript script() {
    return script;
  }

  /** Who is in a team with which role, by id; the invited are not in it yet. */
  public synchronized Map<String, TeamRole> members(String team) {
    var found = new LinkedHashMap<String, TeamRole>();
    teams
        .get(team)
        .forEach(
            (id, member) -> {
              if (!member.pending()) {
                found.put(id, member.role());
              }
            });
    return found;
  }

  static String teamId(String name) {
    return "id-" + name;
  }

  synchronized RemoteUser read(String id) {
    var user = users.get(id);
    if (user == null) {
      throw new WandbException.NotFound("no user " + id);
    }
    var held = new LinkedHashMap<String, TeamRole>();
    teams.forEach(
        (team, roster) -> {
          if (roster.containsKey(id)) {
            held.put(team, roster.get(id).role());
          }
        });
    return Remotes.with(user, tellsRoles ? held : null, tagged ? version(id) : null);
  }

  private String version(String id) {
    return "W/\"" + versions.getOrDefault(id, 0) + "\"";
  }

  public synchronized void touch(String id) {
    versions.merge(id, 1, Integer::sum);
  }

  /** Refuses a write that is guarded by another version than the account's. */
  void guard(RemoteUser asRead) {
    if (asRead.version() != null && !asRead.version().equals(version(asRead.id()))) {
      throw new WandbException.Conflict("changed since it was read", true);
    }
  }

  Map<String, RemoteMember> roster(String teamId) {
    var name = teamId.substring("id-".length());
    return Optional.ofNullable(teams.get(name))
        .orElseThrow(() -> new WandbException.NotFound("no team " + name));
  }

  /** Whose address it is. */
  Optional<String> holder(String email) {
    return users.values().stream()
        .filter(user -> user.emails().stream().anyMatch(email::equalsIgnoreCase))
        .map(RemoteUser::id)
        .findFirst();
  }

  /** Makes the account a member of every team that its address is invited into. */
  void accept(String id, String email) {
    teams.forEach(
        (team, roster) -> {
          if (roster.remove(Remotes.invitation(email).invitationId()) != null) {
            join(teamId(team), Set.of(id));
          }
        });
  }

  void join(String teamId, Collection<String> userIds) {
    for (var id : userIds) {
      roster(teamId).putIfAbsent(id, Remotes.member(id, TeamRole.BuiltIn.MEMBER));
      touch(id);
    }
  }

  @Override
  public Users users() {
    return new FakeUsers(this);
  }

  @Override
  public Teams teams() {
    return new FakeTeams(this);
  }

  @Override
  public Roles roles() {
    return new FakeRoles(script, roles.values());
  }

  @Override
  public ServerFacts probe() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ServiceAccounts serviceAccounts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ApiKeys apiKeys() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Projects projects() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Duration clockSkew() {
    return Duration.ZERO;
  }

  @Override
  public LimitState limits() {
    return new LimitState(LimitState.Breaker.CLOSED, 1, 1, Duration.ZERO);
  }

  @Override
  public void close() {
    script.clear();
  }
}
