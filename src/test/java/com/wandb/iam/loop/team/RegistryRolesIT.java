package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Roles in registries of the organization, in addition to the role in the team (rule
 * registry-role).
 */
class RegistryRolesIT {
  private static Scenario ready() {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    var world = scenario.sandbox().world();
    world.addUser("alice", "alice@example.com");
    world.addRegistry("models");
    world.addRegistry("datasets");
    scenario.applyServer(
        """
        tenants:
        - name: ours
          namespaces: [%s]
          teams: ["*"]
          roles: ["*"]
          registryRoles: [Viewer, Member]
          registries: [models, datasets, nowhere]
          users: ["*"]
        """
            .formatted(scenario.namespace()));
    scenario.awaitReady(WandbServer.class, scenario.server());
    scenario.requestSync("people");
    // Each test takes several roles away, which a small team's limit would hold.
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision}
        spec: {serverRef: {name: $SERVER}, membership: {maxRemovals: 10}}
        """);
    scenario.awaitReady(Team.class, "vision");
    return scenario;
  }

  private static void declare(Scenario scenario, String name, String role, String registries) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: %s}
        spec:
          teamRef: {name: vision}
          user: {username: alice}
          role: %s
          registryRoles: [%s]
        """
            .formatted(name, role, registries));
  }

  private static MemberState alice(Scenario scenario) {
    return scenario.get(TeamMembership.class, "alice").getStatus().users().getFirst();
  }

  private static List<String> registries(Scenario scenario, String name) {
    return scenario.get(TeamMembership.class, name).getStatus().registries();
  }

  private static String held(Scenario scenario, String registry) {
    return scenario.sandbox().world().registryRole(registry, "alice");
  }

  @Test
  void registry_roles_are_granted_changed_and_revoked() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Viewer", "{registry: models, role: Member}");
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(held(scenario, "models")).isEqualTo("member");
      assertThat(alice(scenario).effectiveRegistryRole()).isEqualTo("Member");

      declare(scenario, "alice", "Viewer", "{registry: datasets, role: Viewer}");
      scenario.awaitTrue(() -> "none".equals(held(scenario, "models")));
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(held(scenario, "datasets")).isEqualTo("viewer");
      assertThat(registries(scenario, "alice")).containsExactly("datasets");

      scenario.delete(TeamMembership.class, "alice");
      scenario.awaitGone(TeamMembership.class, "alice");
      assertThat(held(scenario, "datasets")).isEqualTo("none");
    }
  }

  @Test
  void existing_registry_role_stays_after_membership_deletion() {
    try (var scenario = ready()) {
      scenario.sandbox().world().setRegistryRole("models", "alice", "member");
      scenario.sync();
      declare(scenario, "alice", "Member", "{registry: models, role: Member}");
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.delete(TeamMembership.class, "alice");
      scenario.awaitGone(TeamMembership.class, "alice");
      assertThat(held(scenario, "models")).isEqualTo("member");
    }
  }

  @Test
  void role_raised_by_another_client_stays() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Member", "{registry: models, role: Member}");
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.sandbox().world().setRegistryRole("models", "alice", "admin");
      scenario.sync();
      scenario.awaitThat(
          TeamMembership.class,
          "alice",
          membership ->
              membership.getStatus().warnings().stream()
                  .anyMatch(warning -> warning.contains("has the role Admin in the registry")));
      assertThat(held(scenario, "models")).isEqualTo("admin");
    }
  }

  @Test
  void registry_role_below_team_role_is_a_warning() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Admin", "{registry: models, role: Viewer}");
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(alice(scenario).effectiveRegistryRole()).isEqualTo("Admin");
      assertThat(scenario.get(TeamMembership.class, "alice").getStatus().warnings())
          .anyMatch(
              warning ->
                  warning.contains("alice@example.com has the role Admin in the registry models"));
    }
  }

  @Test
  void missing_registry_is_reported() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Member", "{registry: nowhere, role: Member}");
      var told = scenario.awaitReason(TeamMembership.class, "alice", "Stalled", "RegistryNotFound");
      assertThat(told.message()).contains("spec.registryRoles", "nowhere");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("member");
    }
  }

  @Test
  void registry_roles_are_limited_by_the_tenants_entry() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Member", "{registry: models, role: Admin}");
      var told = scenario.awaitReason(TeamMembership.class, "alice", "Accepted", "NotAllowed");
      assertThat(told.message()).contains("in registries, Admin");
      assertThat(held(scenario, "models")).isEqualTo("none");
    }
  }

  @Test
  void registry_role_of_a_deleted_user_does_not_block_deletion() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Viewer", "{registry: models, role: Member}");
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.sandbox().world().deleteUser(scenario.userId("alice"));
      scenario.delete(TeamMembership.class, "alice");
      scenario.awaitGone(TeamMembership.class, "alice");
    }
  }

  @Test
  void registry_roles_are_revoked_after_the_team_is_deleted() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Viewer", "{registry: models, role: Member}");
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(Team.class, "vision");
      scenario.sandbox().world().deleteTeam("vision");
      scenario.sync();
      scenario.delete(TeamMembership.class, "alice");
      scenario.awaitGone(TeamMembership.class, "alice");
      assertThat(held(scenario, "models")).isEqualTo("none");
    }
  }

  @Test
  void shared_registry_role_ends_with_the_last_membership() {
    try (var scenario = ready()) {
      declare(scenario, "alice", "Viewer", "{registry: models, role: Member}");
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: speech}
          spec: {serverRef: {name: $SERVER}, membership: {maxRemovals: 10}}
          ---
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: second}
          spec:
            teamRef: {name: speech}
            user: {username: alice}
            role: Member
            registryRoles: [{registry: models, role: Member}]
          """);
      scenario.awaitReady(TeamMembership.class, "second");
      scenario.delete(TeamMembership.class, "alice");
      scenario.awaitGone(TeamMembership.class, "alice");
      scenario.awaitThat(
          TeamMembership.class,
          "second",
          membership -> List.of("models").equals(membership.getStatus().registries()));
      scenario.awaitTrue(() -> "member".equals(held(scenario, "models")));
      scenario.delete(TeamMembership.class, "second");
      scenario.awaitGone(TeamMembership.class, "second");
      assertThat(held(scenario, "models")).isEqualTo("none");
    }
  }
}
