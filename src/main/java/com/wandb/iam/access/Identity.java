package com.wandb.iam.access;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Somebody who does something, with all that counts for whether it is allowed. */
public sealed interface Identity {
  /** The username. */
  String name();

  /**
   * A person.
   *
   * @param teams what is held in each team, by the team's name
   * @param systemAdmin whether the person administers the server
   */
  record Person(String name, Map<String, Membership> teams, boolean systemAdmin)
      implements Identity {
    public Person {
      teams = Map.copyOf(teams);
    }
  }

  /**
   * A service account.
   *
   * @param parentTeam where it belongs; null for one of the whole organization
   */
  record ServiceAccount(String name, @Nullable String parentTeam) implements Identity {
    /** Whether it may work in that team as one of its own. */
    public boolean belongsTo(String team) {
      return parentTeam == null || parentTeam.equals(team);
    }
  }

  /**
   * What a person holds in one team.
   *
   * @param registryAdmin whether the person is Model Registry Admin beside the role
   */
  record Membership(RoleDefinition role, boolean registryAdmin) {
    /** All that this comes to. */
    public Effective effective() {
      var held = Effective.of(role);
      return registryAdmin ? held.and(Effective.of(Holder.REGISTRY_ADMIN)) : held;
    }

    /** Whether the person can have an API key (rule view-only). */
    public boolean mayHaveKey() {
      return role.role() != TeamRole.BuiltIn.VIEWER;
    }
  }
}
