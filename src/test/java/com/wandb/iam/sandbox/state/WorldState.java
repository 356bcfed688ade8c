package com.wandb.iam.sandbox.state;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All data of the server, with lookups. Access requires {@link #reading} or {@link #writing}. A
 * whole request runs under one of the two, so that it reads and leaves a consistent state.
 */
public final class WorldState {
  public final SandboxVersion version;
  final SandboxLicence licence;
  final SandboxSwitches switches;
  final InstantSource clock;
  public final Map<Long, Account> accounts = new LinkedHashMap<>();
  public final Map<Long, TeamState> teams = new LinkedHashMap<>();
  public final Map<Long, RoleState> roles = new LinkedHashMap<>();
  public final Map<Long, ProjectState> projects = new LinkedHashMap<>();
  public final Set<String> reachableBuckets = new HashSet<>();
  public final KeyStore keys = new KeyStore();
  public final TeamHistory history = new TeamHistory();
  public String organizationName;
  public String organizationId;
  public int seats = Integer.MAX_VALUE;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Account> byUsername = new LinkedHashMap<>();
  private final Map<String, Account> byEmail = new HashMap<>();
  private final Map<String, TeamState> teamsByName = new LinkedHashMap<>();
  private long lastAccount;
  private long lastEntity = 1;
  private long lastOther;

  public WorldState(SandboxOptions options, SandboxSwitches switches, InstantSource clock) {
    this.version = options.version();
    this.licence = options.licence();
    this.switches = switches;
    this.clock = clock;
    this.organizationName = options.organization();
    this.organizationId = WireId.of("Organization", 1);
  }

  public <T extends @Nullable Object> T reading(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  public <T extends @Nullable Object> T writing(Supplier<T> work) {
    lock.writeLock().lock();
    try {
      return work.get();
    } finally {
      history.note(this);
      lock.writeLock().unlock();
    }
  }

  public Instant now() {
    return clock.instant();
  }

  public boolean isOn(SandboxSwitch which) {
    return switches.isOn(which);
  }

  boolean isEnterprise() {
    return licence == SandboxLicence.ENTERPRISE;
  }

  public long nextAccount() {
    return ++lastAccount;
  }

  long nextEntity() {
    return ++lastEntity;
  }

  long nextOther() {
    return ++lastOther;
  }

  /** Returns the entity that owns the organization's registries. */
  public String organizationEntity() {
    return organizationName + "-org";
  }

  public void remember(Account account) {
    accounts.put(account.number, account);
    byUsername.put(account.username, account);
    if (account.email != null) {
      byEmail.put(caseless(account.email), account);
    }
  }

  void emailChanged(Account account, @Nullable String from) {
    if (from != null) {
      byEmail.remove(caseless(from));
    }
    if (account.email != null) {
      byEmail.put(caseless(account.email), account);
    }
  }

  private static String caseless(String email) {
    return email.toLowerCase(Locale.ROOT);
  }

  void renamed(Account account, String from) {
    byUsername.remove(from);
    byUsername.put(account.username, account);
  }

  void forget(Account account) {
    byUsername.remove(account.username);
    if (account.email != null) {
      byEmail.remove(caseless(account.email));
    }
  }

  public void remember(TeamState team) {
    teams.put(team.number, team);
    teamsByName.put(team.name, team);
  }

  public void forget(TeamState team) {
    teams.remove(team.number);
    teamsByName.remove(team.name);
  }

  /** Returns accounts that are not deleted, in the order of creation. */
  public List<Account> presentAccounts() {
    return accounts.values().stream().filter(account -> account.deletedAt == null).toList();
  }

  public Optional<Account> present(long number) {
    return Optional.ofNullable(accounts.get(number)).filter(account -> account.deletedAt == null);
  }

  public Optional<Account> accountById(String id) {
    var number = WireId.number("User", id);
    return number.isEmpty() ? Optional.empty() : present(number.getAsLong());
  }

  public Optional<Account> accountByUsername(String username) {
    return Optional.ofNullable(byUsername.get(username));
  }

  public Optional<Account> accountByEmail(String email) {
    return Optional.ofNullable(byEmail.get(caseless(email)));
  }

  public Optional<Account> accountByIdOrEmail(String given) {
    return given.contains("@") ? accountByEmail(given) : accountById(given);
  }

  public Optional<TeamState> team(String name) {
    return Optional.ofNullable(teamsByName.get(name));
  }

  public Optional<TeamState> teamById(String id) {
    var number = WireId.number("Entity", id);
    return number.isEmpty() ? Optional.empty() : Optional.ofNullable(teams.get(number.getAsLong()));
  }

  public List<TeamState> teamsOf(Account account) {
    return teams.values().stream()
        .filter(team -> team.members.containsKey(account.number))
        .toList();
  }

  public Optional<RoleState> role(String name) {
    return roles.values().stream().filter(role -> role.name.equals(name)).findFirst();
  }

  public Optional<RoleState> roleById(String id) {
    var number = WireId.number("Role", id);
    return number.isEmpty() ? Optional.empty() : Optional.ofNullable(roles.get(number.getAsLong()));
  }

  public Optional<ProjectState> project(String entityName, String name) {
    return projects.values().stream()
        .filter(project -> project.entityName.equals(entityName) && project.name.equals(name))
        .findFirst();
  }

  public Optional<ProjectState> projectById(String id) {
    var number = WireId.number("Project", id);
    return number.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(projects.get(number.getAsLong()));
  }

  public Optional<ProjectState> registry(String name) {
    return project(organizationEntity(), ProjectState.REGISTRY_PREFIX + name);
  }

  public List<ProjectState> registries() {
    List<ProjectState> found = new ArrayList<>(projects.values());
    found.removeIf(
        project -> !project.isRegistry() || !project.entityName.equals(organizationEntity()));
    return found;
  }
}
