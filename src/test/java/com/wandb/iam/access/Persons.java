package com.wandb.iam.access;

import com.wandb.iam.access.Identity.Membership;
import com.wandb.iam.access.Identity.Person;
import com.wandb.iam.access.TeamRole.BuiltIn;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Users for tests, all in the team {@code vision}. */
final class Persons {
  private Persons() {}

  static Person with(RoleDefinition role) {
    return new Person("alice", Map.of("vision", new Membership(role, false)), false);
  }

  static Person with(BuiltIn role) {
    return with(RoleDefinition.builtIn(role));
  }

  static Person stranger() {
    return new Person("mallory", Map.of(), false);
  }

  /** Returns a user with only this column. */
  static Person holding(Holder holder) {
    return switch (holder) {
      case VIEW_ONLY -> with(BuiltIn.VIEWER);
      case MEMBER -> with(BuiltIn.MEMBER);
      case TEAM_ADMIN -> with(BuiltIn.ADMIN);
      case REGISTRY_ADMIN -> registryAdmin();
      case SYSTEM_ADMIN -> new Person("alice", Map.of(), true);
    };
  }

  /**
   * Returns a Registry Admin with the role View-Only, because Registry Admin is assigned in
   * addition to a team role. View-Only also permits viewing.
   */
  private static Person registryAdmin() {
    return new Person(
        "alice",
        Map.of("vision", new Membership(RoleDefinition.builtIn(BuiltIn.VIEWER), true)),
        false);
  }

  static RoleDefinition custom(BuiltIn inherits, String... permissions) {
    var added =
        Arrays.stream(permissions)
            .map(name -> Permission.parse(name).orElseThrow())
            .collect(Collectors.toSet());
    return RoleDefinition.custom("reviewer", inherits, added);
  }
}
