package com.wandb.iam.wandb;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.write.CallScript;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private final FakeKeys keys = new FakeKeys(this);
  private final Map<String, String> teamIds = new LinkedHashMap<>();
  private final Map<String, Instant> created = new LinkedHashMap<>();
  private final Set<String> privateTeams = new LinkedHashSet<>();
  private final Map<String, RemoteProject> projects = new LinkedHashMap<>();
  private ServerVersion version = new ServerVersion(0, 82, 0);
  private RemoteOrganization organization = new RemoteOrganization("org-1", "Acme");
  private Duration skew = Duration.ZERO;
  private String viewer = "operator";
  private AccountType viewerType = AccountType.ORG_SERVICE;
  private int accounts;
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

  public synchronized FakeWandb registry(String name) {
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

  /**
   * What is called: a version before 0.81 has no accounts through SCIM, one from 0.84 hides keys.
   */
  public synchronized FakeWandb version(int major, int minor) {
    version = new ServerVersion(major, minor, 0);
    return this;
  }

  /** Another organization answers from here on. */
  public synchronized FakeWandb organization(String id) {
    organization = new RemoteOrganization(id, "Acme");
    return this;
  }

  /** How far this server's clock is ahead. */
  public synchronized FakeWandb skew(Duration ahead) {
    skew = ahead;
    return this;
  }

  public synchronized FakeWandb named(String id, String username, String... emails) {
    users.put(id, Remotes.named(id, username, emails));
    return this;
  }

  public synchronized FakeWandb deactivated(String id) {
    users.put(id, Remotes.deactivated(id));
    return this;
  }

  /** A team whose future projects are all private. */
  public synchronized FakeWandb privateTeam(String name) {
    privateTeams.add(name);
    return this;
  }

  public synchronized FakeWandb project(RemoteProject project) {
    projects.put(project.teamName() + "/" + project.name(), project);
    return this;
  }

  /** A team of which the server says when it was made. */
  public synchronized FakeWandb made(String team, Instant at) {
    teams.computeIfAbsent(team, absent -> new LinkedHashMap<>());
    created.put(team, at);
    return this;
  }

  @Nullable Instant created(String team) {
    return created.get(team);
  }

  /** The team keeps its id. */
  public synchronized void renameTeam(String name, String other) {
    var id = idOf(name);
    teams.put(other, teams.remove(name));
    teamIds.put(other, id);
  }

  /** Another team has the name from here on. */
  public synchronized void replaceTeam(String name) {
    teams.put(name, new LinkedHashMap<>());
    teamIds.put(name, "other-" + name);
  }

  public synchronized Map<String, RemoteRole> customRoles() {
    return new LinkedHashMap<>(roles);
  }

  /** The role keeps its id. */
  public synchronized void renameRole(String name, String other) {
    var role = roles.remove(name);
    roles.put(
        other,
        new RemoteRole(
            role.id(),
            other,
            role.description(),
            role.inheritsViewer(),
            role.added(),
            role.inherited(),
            role.organizationId(),
            role.created(),
            role.version()));
  }

  /** Whose credential the operator has. */
  public synchronized FakeWandb viewer(String id, AccountType type) {
    viewer = id;
    viewerType = type;
    return this;
  }

  public synchronized void forgetRole(String name) {
    roles.remove(name);
  }

  /** The keys of its accounts. */
  public FakeKeys keys() {
    return keys;
  }

  String idOf(String team) {
    return teamIds.getOrDefault(team, teamId(team));
  }

  Optional<String> nameOf(String teamId) {
    return teams.keySet().stream().filter(name -> idOf(name).equals(teamId)).findFirst();
  }

  boolean isPrivate(String team) {
    return privateTeams.contains(team);
  }

  boolean can(Capability capability) {
    return Capability.of(version).contains(capability);
  }

  String nextAccount(String name) {
    accounts++;
    return name + "-" + accounts;
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
    return nameOf(teamId)
        .map(teams::get)
        .orElseThrow(() -> new WandbException.NotFound("no team " + teamId));
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
            join(idOf(team), Set.of(id));
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
    return new FakeRoles(script, roles);
  }

  @Override
  public synchronized ServerFacts probe() {
    script.called("probe");
    return new ServerFacts(
        version,
        Capability.of(version),
        new RemoteViewer(viewer, viewer, null, true, List.of()),
        viewerType,
        organization,
        skew);
  }

  @Override
  public ServiceAccounts serviceAccounts() {
    return new FakeServiceAccounts(this);
  }

  @Override
  public ApiKeys apiKeys() {
    return keys;
  }

  @Override
  public Projects projects() {
    return (team, project) -> Optional.ofNullable(projects.get(team + "/" + project));
  }

  @Override
  public synchronized Duration clockSkew() {
    return skew;
  }

  @Override
  public LimitState limits() {
    return new LimitState(LimitState.Breaker.CLOSED, 1, 1, Duration.ZERO);
  }

  /** What was paused or failing is not any more. */
  @Override
  public void close() {
    script.clear();
  }
}
