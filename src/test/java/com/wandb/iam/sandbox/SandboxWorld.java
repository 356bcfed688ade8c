package com.wandb.iam.sandbox;

import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.AccountRules;
import com.wandb.iam.sandbox.state.KeyStore;
import com.wandb.iam.sandbox.state.ProjectState;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.RegistryRules;
import com.wandb.iam.sandbox.state.RoleRules;
import com.wandb.iam.sandbox.state.SandboxAccountType;
import com.wandb.iam.sandbox.state.TeamRules;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WireId;
import com.wandb.iam.sandbox.state.WorldState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Actions and views of a user in the W&B App. They skip the API's permission checks, but not the
 * server's own rules: an action that the server would refuse throws {@link IllegalStateException}
 * with its message. Thread-safe.
 */
public final class SandboxWorld {
  /** Current state of an account. {@code email} is empty for service accounts. */
  public record User(
      String id,
      String username,
      Optional<String> email,
      SandboxAccountType type,
      String organizationRole,
      boolean active,
      Map<String, String> teamRoles) {}

  /** A member of a team. {@code id} is empty for a pending invitation. */
  public record Member(
      Optional<String> id, String name, SandboxAccountType type, String role, boolean pending) {}

  /** An issued key. Its text form does not show the secret. */
  public record Key(
      String id,
      String secret,
      String accountId,
      Optional<String> description,
      Instant created,
      boolean revoked) {
    @Override
    public String toString() {
      return "Key[id=" + id + ", accountId=" + accountId + ", revoked=" + revoked + "]";
    }
  }

  private final WorldState state;
  private final AccountRules accounts;
  private final TeamRules teams;
  private final RegistryRules registries;

  SandboxWorld(WorldState state) {
    this.state = state;
    this.accounts = new AccountRules(state);
    this.teams = new TeamRules(state);
    this.registries = new RegistryRules(state);
  }

  /** Adds a user as a member of the organization. Returns the id. */
  public String addUser(String username, String email) {
    return writing(() -> accounts.createPerson(username, email, "member").id());
  }

  /** Adds a team. Returns its id. */
  public String addTeam(String name) {
    return writing(() -> teams.create(name, null).id());
  }

  /** Renames a team, which no API call can do. */
  public void renameTeam(String from, String to) {
    change(
        () -> {
          var team = team(from);
          state.forget(team);
          team.name = to;
          team.touch(state.now());
          state.remember(team);
        });
  }

  public void deleteTeam(String name) {
    change(() -> teams.delete(team(name)));
  }

  /** Sets the team setting that makes all future projects private, as in the W&B App. */
  public void setPrivateProjectsOnly(String team, boolean on) {
    change(() -> team(team).privateOnly = on);
  }

  /**
   * @param role admin, member, viewer or the name of a custom role
   */
  public void addMember(String team, String userId, String role) {
    change(() -> teams.addMember(team(team), account(userId), role));
  }

  public void setRole(String team, String userId, String role) {
    change(() -> teams.setRole(team(team), account(userId), role));
  }

  public void removeMember(String team, String userId) {
    change(() -> teams.removeMember(team(team), account(userId)));
  }

  /** Invites an email address without an account. */
  public void invite(String team, String email) {
    change(() -> teams.invite(team(team), email, false));
  }

  public void renameUser(String userId, String username) {
    change(() -> accounts.rename(account(userId), username));
  }

  public void changeEmail(String userId, String email) {
    change(() -> accounts.changeEmail(account(userId), email));
  }

  /**
   * @param role admin, member or viewer
   */
  public void setOrganizationRole(String userId, String role) {
    change(() -> accounts.setOrganizationRole(account(userId), role));
  }

  public void deactivate(String userId) {
    setActive(userId, false);
  }

  public void setActive(String userId, boolean active) {
    change(() -> accounts.setActive(account(userId), active));
  }

  /** Deletes a user or a service account permanently. */
  public void deleteUser(String userId) {
    change(() -> accounts.delete(account(userId)));
  }

  /**
   * Adds a service account of a team. Returns its id. On servers with hashed keys it has no key.
   */
  public String addServiceAccount(String team, String name) {
    return writing(
        () -> {
          TeamState home = team(team);
          Account account = accounts.newServiceAccount(name, SandboxAccountType.SERVICE);
          teams.addMember(home, account, "member");
          return account.id();
        });
  }

  /** Adds a service account of the organization, without a team. Returns its id. */
  public String addOrganizationServiceAccount(String name) {
    return writing(() -> accounts.newServiceAccount(name, SandboxAccountType.ORG_SERVICE).id());
  }

  /** Adds a custom role. Returns its id. */
  public String addRole(String name, String inheritedFrom, List<String> permissions) {
    return writing(() -> new RoleRules(state).create(name, "", inheritedFrom, permissions).id());
  }

  /** Replaces the own permissions of a custom role, as an admin does in the W&B App. */
  public void setPermissions(String role, List<String> permissions) {
    change(
        () -> {
          var changed = state.role(role).orElseThrow();
          changed.ownPermissions.clear();
          new RoleRules(state).add(changed, permissions);
          changed.touch(state.now());
        });
  }

  /** Returns the own permissions of a custom role. */
  public List<String> permissions(String role) {
    return writing(() -> List.copyOf(state.role(role).orElseThrow().ownPermissions));
  }

  /** Sets a user's role in a registry, as its admin does in the W&B App. */
  public void setRegistryRole(String registry, String username, String role) {
    change(
        () ->
            registries.setRole(
                state.registry(registry).orElseThrow(),
                state.accountByUsername(username).orElseThrow(),
                role));
  }

  /** Returns the role of a user in a registry, or {@code none}. */
  public String registryRole(String registry, String username) {
    return writing(
        () ->
            state
                .registry(registry)
                .orElseThrow()
                .users
                .getOrDefault(state.accountByUsername(username).orElseThrow().number, "none"));
  }

  /** Sets the time of the user's last activity in the W&B App. */
  public void recordActivity(String userId, Instant at) {
    change(() -> account(userId).lastActiveAt = at);
  }

  /** Returns the secret of a new key, which the W&B App shows once. */
  public String issueKeyInApp(String accountId, String description) {
    return writing(() -> accounts.issueKey(account(accountId), description).secret);
  }

  /** Revokes the key with this id. */
  public void revokeKey(String keyId) {
    change(
        () ->
            state
                    .keys
                    .live(keyId)
                    .orElseThrow(() -> Refusal.notFound("no such live key: " + keyId))
                    .revoked =
                true);
  }

  /** Revokes a key. A key that is already revoked is no error. */
  public void revokeSecret(String secret) {
    change(() -> state.keys.liveSecret(secret).ifPresent(key -> key.revoked = true));
  }

  /** Adds a registry of the organization. Returns the project's id. */
  public String addRegistry(String name) {
    return writing(
        () ->
            registries
                .create(state.organizationEntity(), ProjectState.REGISTRY_PREFIX + name, null, null)
                .id());
  }

  /**
   * @param access ENTITY_WRITE (open), ENTITY_READ (public to view), PRIVATE, RESTRICTED
   */
  public String addProject(String team, String name, String access) {
    return writing(() -> registries.create(team(team).name, name, access, null).id());
  }

  /** Returns the bucket of a team from its creation, as {@code name (PROVIDER)}. */
  public Optional<String> bucketOf(String team) {
    return state.reading(
        () ->
            state
                .team(team)
                .flatMap(one -> Optional.ofNullable(one.bucket))
                .map(bucket -> bucket.name() + " (" + bucket.provider() + ")"));
  }

  /** Makes a bucket reachable for the server. Teams with any other bucket are refused. */
  public void addBucket(String name) {
    change(() -> state.reachableBuckets.add(name));
  }

  /** Limits the number of users in the licence. */
  public void limitSeats(int seats) {
    change(() -> state.seats = seats);
  }

  public List<String> teams() {
    return state.reading(() -> state.teams.values().stream().map(team -> team.name).toList());
  }

  /** Returns the permissions that each custom role adds to its inherited role. */
  public Map<String, Set<String>> customRoles() {
    return state.reading(
        () ->
            state.roles.values().stream()
                .collect(
                    Collectors.toMap(
                        role -> role.name, role -> new TreeSet<>(role.ownPermissions))));
  }

  public List<Member> members(String team) {
    return reading(
        () -> {
          TeamState found = team(team);
          List<Member> members =
              found.members.entrySet().stream()
                  .map(e -> member(e.getKey(), e.getValue()))
                  .collect(Collectors.toList());
          for (TeamState.Invite invite : found.invites) {
            String role = invite.admin() ? "admin" : "member";
            members.add(
                new Member(Optional.empty(), invite.email(), SandboxAccountType.USER, role, true));
          }
          return List.copyOf(members);
        });
  }

  private Member member(long number, String role) {
    Account account = state.present(number).orElseThrow();
    return new Member(Optional.of(account.id()), account.username, account.type, role, false);
  }

  /** Returns all existing accounts, including service accounts. */
  public List<User> users() {
    return state.reading(() -> state.presentAccounts().stream().map(this::user).toList());
  }

  public List<User> serviceAccounts(String team) {
    return users().stream()
        .filter(
            user -> user.type() != SandboxAccountType.USER && user.teamRoles().containsKey(team))
        .toList();
  }

  private User user(Account account) {
    Map<String, String> roles =
        state.teamsOf(account).stream()
            .collect(Collectors.toMap(t -> t.name, t -> t.members.get(account.number)));
    return new User(
        account.id(),
        account.username,
        Optional.ofNullable(account.email),
        account.type,
        account.organizationRole,
        account.active,
        roles);
  }

  /** Returns the valid keys, oldest first. Keys of a deleted account stay valid. */
  public List<Key> liveKeys(String accountId) {
    var number = WireId.number("User", accountId);
    return number.isEmpty()
        ? List.of()
        : state.reading(
            () -> state.keys.liveOf(number.getAsLong()).stream().map(SandboxWorld::key).toList());
  }

  /** Returns whether the server accepts a key. */
  public boolean isLive(String secret) {
    return state.reading(() -> state.keys.liveSecret(secret).isPresent());
  }

  /** Returns the id of the account that has this name now. */
  public Optional<String> idOf(String username) {
    return state.reading(() -> state.accountByUsername(username).map(Account::id));
  }

  /** Returns the name of an account, deleted or not, by its id or the id of one of its keys. */
  public Optional<String> nameBehind(String id) {
    return state.reading(
        () -> {
          var key = WireId.number("ApiKey", id);
          var account =
              key.isPresent() ? state.keys.ownerOf(key.getAsLong()) : WireId.number("User", id);
          return account.isEmpty()
              ? Optional.empty()
              : Optional.ofNullable(state.accounts.get(account.getAsLong()))
                  .map(found -> found.username);
        });
  }

  public List<Key> keysEverIssued() {
    return state.reading(() -> state.keys.everIssued().stream().map(SandboxWorld::key).toList());
  }

  private static Key key(KeyStore.Key key) {
    String owner = WireId.of("User", key.owner);
    return new Key(
        key.id(),
        key.secret,
        owner,
        Optional.ofNullable(key.description),
        key.created,
        key.revoked);
  }

  private TeamState team(String name) {
    return state.team(name).orElseThrow(() -> Refusal.notFound("no such team: " + name));
  }

  private Account account(String id) {
    return state.accountById(id).orElseThrow(() -> Refusal.notFound("no such account: " + id));
  }

  private void change(Runnable work) {
    writing(
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }

  private <T> T writing(java.util.function.Supplier<T> work) {
    try {
      return state.writing(work);
    } catch (Refusal refused) {
      throw new IllegalStateException(refused.text(), refused);
    }
  }

  private <T> T reading(java.util.function.Supplier<T> work) {
    try {
      return state.reading(work);
    } catch (Refusal refused) {
      throw new IllegalStateException(refused.text(), refused);
    }
  }
}
