package com.wandb.iam.sandbox.state;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for projects and registries. Methods must be called with the world's write lock. */
public final class RegistryRules {
  private static final Set<String> ROLES = Set.of("admin", "member", "viewer", "restricted_viewer");

  private final WorldState state;

  public RegistryRules(WorldState state) {
    this.state = state;
  }

  public ProjectState create(
      String entityName, String name, @Nullable String access, @Nullable Account creator) {
    if (name.isBlank() || name.length() > 128) {
      throw Refusal.invalid("invalid project name: " + name);
    }
    String visibility = access == null ? "ENTITY_READ" : access;
    ProjectState project =
        new ProjectState(state.nextOther(), entityName, name, visibility, state.now());
    if (creator != null && project.isRegistry()) {
      project.users.put(creator.number, "admin");
    }
    state.projects.put(project.number, project);
    return project;
  }

  public void setRole(ProjectState project, Account account, String role) {
    if (!ROLES.contains(role) && state.role(role).isEmpty()) {
      throw Refusal.invalid("unknown registry role: " + role);
    }
    if (!account.isPerson() && role.endsWith("viewer")) {
      throw Refusal.invalid("service accounts cannot be " + role + " of a registry");
    }
    project.users.put(account.number, role);
    account.touch(state.now());
  }

  public void setRole(ProjectState project, TeamState team, String role) {
    if (!ROLES.contains(role)) {
      throw Refusal.invalid("unknown registry role: " + role);
    }
    project.teams.put(team.number, role);
  }

  /** Removing twice is no error. */
  public void remove(ProjectState project, Account account) {
    if (project.users.remove(account.number) != null) {
      account.touch(state.now());
    }
  }
}
