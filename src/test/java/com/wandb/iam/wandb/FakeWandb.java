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
 * Server in memory with the strictest behaviour of real servers: it replaces all team roles of a
 * user, including those of teams that are left out, and refuses a stale entity tag. Calls can be
 * paused or made to fail by prefix, such as {@code removeMember vision bob}.
 */
public final class FakeWandb implements WandbApi {
  private final CallScript script = new CallScript();
  private final Map<String, Integer> versions = new LinkedHashMap<>();
  private final Map<String, RemoteRole> roles = new LinkedHashMap<>();

  /** Accounts by id, without team roles, because the teams store them. */
  final Map<String, RemoteUser> users = new LinkedHashMap<>();

  /** Teams by name, with members by account id and invitations by invitation id. */
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
  private boolean returnsRoles = true;
  private @Nullable String hidden;

  /** Omits entity tags, as some servers do. */
  public FakeWandb withoutEntityTags() {
    tagged = false;
    return this;
  }

  /** Omits team roles from users. */
  public FakeWandb withoutTeamRoles() {
    returnsRoles = false;
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

  /**
   * Lets lists of members lack a member or an invitation, by its id, as if they were cut short;
   * null ends it.
   */
  public synchronized FakeWandb hidden(@Nullable String userId) {
    hidden = userId;
    return this;
  }

  boolean isShown(RemoteMember member) {
    return hidden == null
        || !(hidden.equals(member.userId()) || hidden.equals(member.invitationId()));
  }

  public synchronized FakeWandb registry(String name) {
    registries.add(name);
    return this;
  }

  /** Gives an account a role in a registry, as another client does; {@code none} removes it. */
  public synchronized FakeWandb registryRole(String registry, String id, String role) {
    registries.add(registry);
    var held = new LinkedHashMap<>(users.get(id).registryRoles());
    held.put(registry, role);
    held.values().removeIf("none"::equals);
    users.put(id, Remotes.withRegistryRoles(users.get(id), held));
    touch(id);
    return this;
  }

  /** Returns the roles in a registry by account id. */
  public synchronized Map<String, String> registryRoles(String registry) {
    var found = new LinkedHashMap<String, String>();
    users.forEach(
        (id, user) -> {
          if (user.registryRoles().containsKey(registry)) {
            found.put(id, user.registryRoles().get(registry));
          }
        });
    return found;
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

  /** Sets the version. Before 0.81, SCIM has no service accounts. Since 0.84, keys are hidden. */
  public synchronized FakeWandb version(int major, int minor) {
    version = new ServerVersion(major, minor, 0);
    return this;
  }

  /** Sets the id of the organization. */
  public synchronized FakeWandb organization(String id) {
    organization = new RemoteOrganization(id, "Acme");
    return this;
  }

  /** Adds the account of the operator, created then. Another time is another installation. */
  public synchronized FakeWandb founded(Instant at) {
    users.put(viewer, Remotes.created(Remotes.account(viewer, viewer, viewerType), at));
    return this;
  }

  /** Sets the clock skew of this server. */
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

  /** Makes all future projects of a team private. */
  public synchronized FakeWandb privateTeam(String name) {
    privateTeams.add(name);
    return this;
  }

  public synchronized FakeWandb project(RemoteProject project) {
    projects.put(project.teamName() + "/" + project.name(), project);
    return this;
  }

  /** Adds a team with a creation time. */
  public synchronized FakeWandb made(String team, Instant at) {
    teams.computeIfAbsent(team, absent -> new LinkedHashMap<>());
    created.put(team, at);
    return this;
  }

  /** Sets the creation time of an account. */
  public synchronized FakeWandb madeUser(String id, Instant at) {
    users.computeIfPresent(id, (key, user) -> Remotes.created(user, at));
    return this;
  }

  @Nullable Instant created(String team) {
    return created.get(team);
  }

  /** Renames a team. It keeps its id. */
  public synchronized void renameTeam(String name, String other) {
    var id = idOf(name);
    teams.put(other, teams.remove(name));
    teamIds.put(other, id);
  }

  /** Replaces a team by another one with the same name. */
  public synchronized void replaceTeam(String name) {
    teams.put(name, new LinkedHashMap<>());
    teamIds.put(name, "other-" + name);
  }

  public synchronized Map<String, RemoteRole> customRoles() {
    return new LinkedHashMap<>(roles);
  }

  /** Renames a role. It keeps its id. */
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

  /** Sets the account that the operator authenticates as. */
  public synchronized FakeWandb viewer(String id, AccountType type) {
    viewer = id;
    viewerType = type;
    return this;
  }

  public synchronized void forgetRole(String name) {
    roles.remove(name);
  }

  /** Returns the keys of its accounts. */
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

  /** Returns the script of calls: faults, and the recorded calls. */
  public CallScript script() {
    return script;
  }

  /** Returns the roles of the members of a team by account id, without invitations. */
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
    return Remotes.with(user, returnsRoles ? held : null, tagged ? version(id) : null);
  }

  private String version(String id) {
    return "W/\"" + versions.getOrDefault(id, 0) + "\"";
  }

  public synchronized void touch(String id) {
    versions.merge(id, 1, Integer::sum);
  }

  /** Refuses a write with an outdated version of the account. */
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

  /** Returns the account with that email address. */
  Optional<String> holder(String email) {
    return users.values().stream()
        .filter(user -> user.emails().stream().anyMatch(email::equalsIgnoreCase))
        .map(RemoteUser::id)
        .findFirst();
  }

  /** Adds the account to every team that its email address is invited to. */
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

  /** Ends all pauses and faults. */
  @Override
  public void close() {
    script.clear();
  }
}
