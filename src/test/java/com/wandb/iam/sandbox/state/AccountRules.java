package com.wandb.iam.sandbox.state;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules for users, service accounts and their keys. Methods must be called with the world's write
 * lock.
 */
public final class AccountRules {
  static final Set<String> PERSON_ROLES = Set.of("admin", "member", "viewer");
  public static final Set<String> SEATS = Set.of("full", "viewer", "none");

  private final WorldState state;

  public AccountRules(WorldState state) {
    this.state = state;
  }

  public Account createPerson(String username, @Nullable String email, String role) {
    refuseTakenName(username);
    if (email != null) {
      if (!email.matches("[^@\\s]+@[^@\\s]+")) {
        throw Refusal.invalid("invalid email address: " + email);
      }
      if (state.accountByEmail(email).isPresent()) {
        throw Refusal.conflict("user with email " + email + " already exists");
      }
    }
    if (state.seats < Integer.MAX_VALUE
        && state.presentAccounts().stream().filter(Account::isPerson).count() >= state.seats) {
      throw Refusal.invalid("Seat limit reached");
    }
    Account person =
        new Account(
            state.nextAccount(), SandboxAccountType.USER, username, email, role, state.now());
    state.remember(person);
    if (email != null) {
      acceptInvites(person, email);
    }
    return person;
  }

  private void acceptInvites(Account person, String email) {
    for (TeamState team : state.teams.values()) {
      for (TeamState.Invite invite : java.util.List.copyOf(team.invites)) {
        if (invite.email().equalsIgnoreCase(email)) {
          team.invites.remove(invite);
          team.members.put(person.number, invite.admin() ? "admin" : "member");
          team.touch(state.now());
        }
      }
    }
  }

  /** Creates a service account, with its first key on servers that do not hash keys. */
  public Account createServiceAccount(String name, SandboxAccountType type) {
    if (!state.isEnterprise()) {
      throw Refusal.enterpriseOnly("service accounts");
    }
    if (type == SandboxAccountType.SERVICE && state.isOn(SandboxSwitch.TEAM_SERVICE_ACCOUNTS_OFF)) {
      throw Refusal.forbidden("creation of team service accounts is disabled");
    }
    return newServiceAccount(name, type);
  }

  public Account newServiceAccount(String name, SandboxAccountType type) {
    refuseTakenName(name);
    String role = type == SandboxAccountType.SERVICE ? "service" : "org_service";
    Account account = new Account(state.nextAccount(), type, name, null, role, state.now());
    state.remember(account);
    if (!state.version.hashesKeys()) {
      issueKey(account, null);
    }
    return account;
  }

  private void refuseTakenName(String name) {
    if (name.isBlank() || name.length() > 128 || !name.equals(name.strip())) {
      throw Refusal.invalid("invalid userName: " + name);
    }
    if (state.accountByUsername(name).isPresent() || state.team(name).isPresent()) {
      throw Refusal.conflict("user " + name + " already exists");
    }
  }

  public void rename(Account account, String username) {
    if (username.equals(account.username)) {
      return;
    }
    refuseTakenName(username);
    String from = account.username;
    account.username = username;
    state.renamed(account, from);
    account.touch(state.now());
  }

  public void changeEmail(Account account, String email) {
    if (!email.matches("[^@\\s]+@[^@\\s]+")) {
      throw Refusal.invalid("invalid email address: " + email);
    }
    Optional<Account> holder = state.accountByEmail(email);
    if (holder.isPresent() && holder.get() != account) {
      throw Refusal.conflict("user with email " + email + " already exists");
    }
    String from = account.email;
    account.email = email;
    state.emailChanged(account, from);
    account.touch(state.now());
  }

  public void setActive(Account account, boolean active) {
    if (account.active != active) {
      account.active = active;
      account.touch(state.now());
    }
  }

  /** Sets a role in the organization. For a viewer, all team roles become viewer too. */
  public void setOrganizationRole(Account account, String role) {
    if (!PERSON_ROLES.contains(role)) {
      throw Refusal.invalid("invalid organizationRole: " + role);
    }
    if (role.equals("viewer")) {
      if (!state.isEnterprise()) {
        throw Refusal.enterpriseOnly("viewers");
      }
      account.modelsSeat = "viewer";
      account.weaveRole = "viewer";
      for (TeamState team : state.teamsOf(account)) {
        team.members.put(account.number, "viewer");
        team.touch(state.now());
      }
    }
    account.organizationRole = role.equals("viewer") ? "member" : role;
    account.touch(state.now());
  }

  /**
   * Deletes an account permanently. The keys of a service account stay valid; those of a user do
   * not.
   */
  public void delete(Account account) {
    for (TeamState team : state.teamsOf(account)) {
      team.members.remove(account.number);
      team.touch(state.now());
    }
    state.projects.values().forEach(project -> project.users.remove(account.number));
    if (account.isPerson()) {
      state.keys.liveOf(account.number).forEach(key -> key.revoked = true);
    }
    state.forget(account);
    account.deletedAt = state.now();
  }

  public KeyStore.Key issueKey(Account account, @Nullable String description) {
    String secret = state.version.hashesKeys() ? KeyStore.newSecret() : KeyStore.oldSecret();
    return state.keys.add(account, secret, description, state.now());
  }

  /** Creates a key at the request of the account itself. */
  public KeyStore.Key generateKey(Account caller, @Nullable String description) {
    if (state.isOn(SandboxSwitch.KEY_CREATION_OFF)
        && caller.type != SandboxAccountType.ORG_SERVICE) {
      throw Refusal.forbidden("API key creation is disabled");
    }
    return issueKey(caller, description);
  }
}
