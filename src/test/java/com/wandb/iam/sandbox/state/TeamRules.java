package com.wandb.iam.sandbox.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for teams and their members. Methods must be called with the world's write lock. */
public final class TeamRules {
  static final Set<String> PROVIDERS =
      new java.util.TreeSet<>(Set.of("COREWEAVE", "AWS", "AZURE", "GCP", "MINIO"));

  private final WorldState state;

  public TeamRules(WorldState state) {
    this.state = state;
  }

  public TeamState create(String name, TeamState.@Nullable Bucket bucket) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,127}")) {
      throw Refusal.invalid("invalid team name: " + name);
    }
    if (state.team(name).isPresent()
        || state.accountByUsername(name).isPresent()
        || name.equals(state.organizationEntity())) {
      throw Refusal.conflict("resource already exists");
    }
    if (bucket != null) {
      check(bucket);
    }
    TeamState team = new TeamState(state.nextEntity(), name, bucket, state.now());
    state.remember(team);
    return team;
  }

  private void check(TeamState.Bucket bucket) {
    if (!PROVIDERS.contains(bucket.provider())) {
      throw Refusal.invalid(
          "invalid storageBucket provider "
              + bucket.provider()
              + ", allowed values: "
              + String.join(", ", PROVIDERS));
    }
    if (!state.reachableBuckets.contains(bucket.name())) {
      throw Refusal.invalid("bucket " + bucket.name() + " does not exist or cannot be reached");
    }
  }

  public void delete(TeamState team) {
    for (long member : team.members.keySet()) {
      state.present(member).ifPresent(account -> account.touch(state.now()));
    }
    state.projects.values().removeIf(project -> project.entityName.equals(team.name));
    state.projects.values().forEach(project -> project.teams.remove(team.number));
    state.forget(team);
  }

  /** Adds an account; an existing member keeps its role. Returns whether anything changed. */
  public boolean addMember(TeamState team, Account account, String role) {
    checkRole(account, role);
    if (team.members.putIfAbsent(account.number, role) != null) {
      return false;
    }
    changed(team, account);
    return true;
  }

  public boolean removeMember(TeamState team, Account account) {
    if (team.members.remove(account.number) == null) {
      return false;
    }
    changed(team, account);
    return true;
  }

  public void setRole(TeamState team, Account account, String role) {
    checkRole(account, role);
    if (!team.members.containsKey(account.number)) {
      throw Refusal.invalid("user " + account.username + " is not a member of team " + team.name);
    }
    if (!role.equals(team.members.put(account.number, role))) {
      changed(team, account);
    }
  }

  private void changed(TeamState team, Account account) {
    team.touch(state.now());
    account.touch(state.now());
  }

  void checkRole(Account account, String role) {
    switch (role) {
      case "admin", "member" -> {}
      case "viewer" -> {
        if (!state.isEnterprise()) {
          throw Refusal.enterpriseOnly("viewers");
        }
      }
      default -> {
        if (state.role(role).isEmpty()) {
          throw Refusal.invalid("unknown role: " + role);
        }
      }
    }
    if (!account.isPerson() && !role.equals("member")) {
      throw Refusal.invalid("service accounts cannot be given roles");
    }
  }

  /**
   * Applies a SCIM replace of a user's teamRoles with the selected switch. Changes nothing if one
   * role is invalid.
   */
  public void replaceRoles(Account account, Map<String, String> roleByTeam) {
    Map<TeamState, String> wanted = new LinkedHashMap<>();
    roleByTeam.forEach(
        (name, role) -> {
          TeamState team =
              state.team(name).orElseThrow(() -> Refusal.invalid("unknown team: " + name));
          checkRole(account, role);
          if (!team.members.containsKey(account.number)) {
            throw Refusal.invalid("user is not a member of team " + name);
          }
          wanted.put(team, role);
        });
    if (state.isOn(SandboxSwitch.TEAM_ROLES_REPLACE_ALL)) {
      state.teamsOf(account).forEach(team -> wanted.putIfAbsent(team, "member"));
    }
    wanted.forEach((team, role) -> setRole(team, account, role));
  }

  /** Replaces all members as SCIM does; remaining members keep their role. */
  public void replaceMembers(TeamState team, Set<Account> wanted) {
    for (long number : Set.copyOf(team.members.keySet())) {
      Account member = state.accounts.get(number);
      if (member != null && !wanted.contains(member)) {
        removeMember(team, member);
      }
    }
    wanted.forEach(account -> addMember(team, account, "member"));
  }

  public TeamState.Invite invite(TeamState team, String email, boolean admin) {
    if (team.invites.stream().anyMatch(invite -> invite.email().equalsIgnoreCase(email))) {
      throw Refusal.of(200, "user is already invited");
    }
    TeamState.Invite invite = new TeamState.Invite(state.nextOther(), email, admin, state.now());
    team.invites.add(invite);
    team.touch(state.now());
    return invite;
  }
}
