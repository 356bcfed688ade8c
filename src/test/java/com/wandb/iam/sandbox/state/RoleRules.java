package com.wandb.iam.sandbox.state;

import java.util.Collection;
import java.util.Set;

/** Rules for custom roles. Methods must be called with the world's write lock. */
public final class RoleRules {
  private static final Set<String> RESERVED =
      Set.of("admin", "member", "viewer", "service", "org_service");

  private final WorldState state;

  public RoleRules(WorldState state) {
    this.state = state;
  }

  public RoleState create(
      String name, String description, String inheritedFrom, Collection<String> permissions) {
    refuseWithoutLicence();
    checkName(name);
    checkInherited(inheritedFrom);
    permissions.forEach(RoleRules::checkPermission);
    RoleState role =
        new RoleState(state.nextOther(), name, description, inheritedFrom, state.now());
    permissions.stream()
        .filter(p -> !role.inheritedPermissions().contains(p))
        .forEach(role.ownPermissions::add);
    state.roles.put(role.number, role);
    return role;
  }

  public void refuseWithoutLicence() {
    if (!state.isEnterprise()) {
      throw Refusal.enterpriseOnly("custom roles");
    }
  }

  private void checkName(String name) {
    if (name.isBlank() || name.length() > 128 || RESERVED.contains(name)) {
      throw Refusal.invalid("invalid role name: " + name);
    }
    if (state.role(name).isPresent()) {
      throw Refusal.conflict("role " + name + " already exists");
    }
  }

  private static void checkInherited(String inheritedFrom) {
    if (!RoleState.INHERITABLE.containsKey(inheritedFrom)) {
      throw Refusal.invalid("inheritedFrom must be member or viewer, not " + inheritedFrom);
    }
  }

  public static void checkPermission(String name) {
    if (!name.matches("[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")) {
      throw Refusal.invalid("invalid permission: " + name);
    }
  }

  public void rename(RoleState role, String name) {
    if (name.equals(role.name)) {
      return;
    }
    checkName(name);
    for (TeamState team : state.teams.values()) {
      team.members.replaceAll((_, held) -> held.equals(role.name) ? name : held);
    }
    role.name = name;
  }

  public void inheritFrom(RoleState role, String inheritedFrom) {
    checkInherited(inheritedFrom);
    role.inheritedFrom = inheritedFrom;
    role.ownPermissions.removeAll(role.inheritedPermissions());
  }

  public void add(RoleState role, Collection<String> permissions) {
    permissions.forEach(RoleRules::checkPermission);
    permissions.stream()
        .filter(p -> !role.inheritedPermissions().contains(p))
        .forEach(role.ownPermissions::add);
  }

  /** Removes own permissions. An inherited permission cannot be removed. */
  public void remove(RoleState role, Collection<String> permissions) {
    for (String permission : permissions) {
      if (role.inheritedPermissions().contains(permission)) {
        throw Refusal.invalid("permission " + permission + " is inherited");
      }
    }
    role.ownPermissions.removeAll(Set.copyOf(permissions));
  }

  /** Deletes a role. Its members get the role that it inherited from. */
  public void delete(RoleState role) {
    for (TeamState team : state.teams.values()) {
      if (team.members.containsValue(role.name)) {
        for (var held : team.members.entrySet()) {
          if (held.getValue().equals(role.name)) {
            held.setValue(role.inheritedFrom);
            state.present(held.getKey()).ifPresent(account -> account.touch(state.now()));
          }
        }
        team.touch(state.now());
      }
    }
    state.roles.remove(role.number);
  }
}
