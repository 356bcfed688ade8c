package com.wandb.iam.access;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Identity that performs actions, with all properties that decide whether an action is allowed. */
public sealed interface Identity {
  /** Returns the username. */
  String name();

  /**
   * User account.
   *
   * @param teams the membership in each team, by team name
   * @param systemAdmin whether the user administers the server
   */
  record Person(String name, Map<String, Membership> teams, boolean systemAdmin)
      implements Identity {
    public Person {
      teams = Map.copyOf(teams);
    }
  }

  /**
   * W&amp;B service account.
   *
   * @param parentTeam the team it belongs to, or null for an account of the whole organization
   */
  record ServiceAccount(String name, @Nullable String parentTeam) implements Identity {
    /**
     * Returns whether the team is its parent team. True for every team if it belongs to the
     * organization.
     */
    public boolean belongsTo(String team) {
      return parentTeam == null || parentTeam.equals(team);
    }
  }

  /**
   * Membership of a user in one team.
   *
   * @param registryAdmin whether the user is also a Model Registry Admin
   */
  record Membership(RoleDefinition role, boolean registryAdmin) {
    /** Returns the permissions of the role and, if assigned, of Model Registry Admin. */
    public Effective effective() {
      var held = Effective.of(role);
      return registryAdmin ? held.and(Effective.of(Holder.REGISTRY_ADMIN)) : held;
    }

    /** Returns whether the user can have an API key (rule view-only). */
    public boolean mayHaveKey() {
      return role.role() != TeamRole.BuiltIn.VIEWER;
    }
  }
}
