package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server in memory, as strict as the worst of the real ones: roles of a user are replaced as a
 * whole, teams left out of them included, and a stale entity tag is refused. Calls can be paused
 * and made to fail by how they begin, such as {@code removeMember vision bob}.
 */
final class FakeWandb implements WandbApi {
  private final CallScript script = new CallScript();
  private final Map<String, RemoteUser> users = new LinkedHashMap<>();
  private final Map<String, Integer> versions = new LinkedHashMap<>();
  private final Map<String, Map<String, RemoteMember>> teams = new LinkedHashMap<>();
  private final Map<String, RemoteRole> roles = new LinkedHashMap<>();
  private boolean tagged = true;
  private boolean tellsRoles = true;

  /** Entity tags are left out, as some servers do. */
  FakeWandb withoutEntityTags() {
    tagged = false;
    return this;
  }

  /** Users are answered without the roles they hold. */
  FakeWandb withoutTeamRoles() {
    tellsRoles = false;
    return this;
  }

  synchronized FakeWandb user(String id) {
    users.put(id, Remotes.person(id));
    return this;
  }

  synchronized FakeWandb team(String name, RemoteMember... members) {
    var roster = teams.computeIfAbsent(name, absent -> new LinkedHashMap<>());
    for (var member : members) {
      roster.put(member.userId(), member);
      users.computeIfAbsent(member.userId(), Remotes::person);
    }
    return this;
  }

  synchronized FakeWandb role(RemoteRole role) {
    roles.put(role.name(), role);
    return this;
  }

  synchronized void forgetUser(String id) {
    users.remove(id);
    teams.values().forEach(roster -> roster.remove(id));
  }

  synchronized void forgetTeam(String name) {
    teams.remove(name);
  }

  synchronized void forgetMember(String team, String id) {
    teams.get(team).remove(id);
    touch(id);
  }

  /** What happens when it is called, and what was. */
  CallScript script() {
    return script;
  }

  /** Who is in a team with which role, by id. */
  synchronized Map<String, TeamRole> members(String team) {
    var found = new LinkedHashMap<String, TeamRole>();
    teams.get(team).forEach((id, member) -> found.put(id, member.role()));
    return found;
  }

  static String teamId(String name) {
    return "id-" + name;
  }

  private synchronized RemoteUser read(String id) {
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

  synchronized void touch(String id) {
    versions.merge(id, 1, Integer::sum);
  }

  private Map<String, RemoteMember> roster(String teamId) {
    var name = teamId.substring("id-".length());
    return Optional.ofNullable(teams.get(name))
        .orElseThrow(() -> new WandbException.NotFound("no team " + name));
  }

  private void join(String teamId, Collection<String> userIds) {
    for (var id : userIds) {
      roster(teamId).putIfAbsent(id, Remotes.member(id, TeamRole.BuiltIn.MEMBER));
      touch(id);
    }
  }

  @Override
  public Users users() {
    return new FakeUsers();
  }

  @Override
  public Teams teams() {
    return new FakeTeams();
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
  public Duration clockSkew() {
    return Duration.ZERO;
  }

  @Override
  public void close() {
    script.clear();
  }

  private final class FakeUsers implements Users {
    @Override
    public List<RemoteUser> list() {
      script.called("users");
      synchronized (FakeWandb.this) {
        return users.keySet().stream().map(FakeWandb.this::read).toList();
      }
    }

    @Override
    public Optional<RemoteUser> byId(String id) {
      script.called("user " + id);
      synchronized (FakeWandb.this) {
        return users.containsKey(id) ? Optional.of(read(id)) : Optional.empty();
      }
    }

    @Override
    public RemoteUser replaceTeamRoles(RemoteUser asRead, Map<String, TeamRole> wanted) {
      var id = asRead.id();
      script.called("replaceTeamRoles " + id);
      synchronized (FakeWandb.this) {
        if (asRead.version() != null && !asRead.version().equals(version(id))) {
          throw new WandbException.Conflict("changed since it was read", true);
        }
        teams.forEach(
            (team, roster) -> {
              if (wanted.containsKey(team)) {
                roster.put(id, Remotes.member(id, wanted.get(team)));
              } else {
                roster.remove(id);
              }
            });
        touch(id);
        return read(id);
      }
    }

    @Override
    public Optional<RemoteUser> byUsername(String username) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<RemoteUser> byEmail(String email) {
      throw new UnsupportedOperationException();
    }

    @Override
    public RemoteUser create(String username, String email) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String id) {
      throw new UnsupportedOperationException();
    }
  }

  private final class FakeTeams implements Teams {
    @Override
    public List<RemoteTeam> list() {
      script.called("teams");
      synchronized (FakeWandb.this) {
        return teams.keySet().stream().map(Remotes::team).toList();
      }
    }

    @Override
    public Optional<RemoteTeam> byName(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RemoteTeam> byId(String id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public RemoteTeam create(String name, Collection<String> memberIds) {
      script.called("createTeam " + name);
      synchronized (FakeWandb.this) {
        if (teams.containsKey(name)) {
          throw new WandbException.Conflict("exists", false);
        }
        teams.put(name, new LinkedHashMap<>());
        join(teamId(name), memberIds);
        return Remotes.team(name);
      }
    }

    @Override
    public void addMembers(String teamId, Collection<String> userIds) {
      script.called("addMembers " + teamId + " " + List.copyOf(userIds));
      synchronized (FakeWandb.this) {
        if (!users.keySet().containsAll(userIds)) {
          throw new WandbException.Invalid("there is no such user");
        }
        join(teamId, userIds);
      }
    }

    @Override
    public void removeMember(String teamId, String userId) {
      script.called("removeMember " + teamId + " " + userId);
      synchronized (FakeWandb.this) {
        roster(teamId).remove(userId);
        touch(userId);
      }
    }

    @Override
    public void delete(String name) {
      script.called("deleteTeam " + name);
      synchronized (FakeWandb.this) {
        if (teams.remove(name) == null) {
          throw new WandbException.NotFound("no team " + name);
        }
      }
    }

    @Override
    public List<RemoteRoster> rosters(Collection<String> names) {
      script.called("rosters " + List.copyOf(names));
      var found = new ArrayList<RemoteRoster>();
      synchronized (FakeWandb.this) {
        names.stream()
            .filter(teams::containsKey)
            .forEach(
                name -> found.add(Remotes.roster(name, List.copyOf(teams.get(name).values()))));
      }
      return found;
    }
  }
}
