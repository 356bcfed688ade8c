package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Observe: status has the planned changes, and the operator writes nothing. */
class ObserveIT {
  private static Scenario existing() {
    var scenario = Scenario.bare(SandboxOptions.defaults());
    var world = scenario.sandbox().world();
    for (var name : List.of("boss", "alice", "eve")) {
      world.addUser(name, name + "@example.com");
    }
    world.addTeam("vision");
    world.addMember("vision", scenario.userId("boss"), "admin");
    world.addMember("vision", scenario.userId("eve"), "member");
    scenario.credential(scenario.sandbox().adminKey());
    scenario.applyServer(
        """
        tenants:
        - {name: all, namespaceSelector: {}, teams: ["*"], adopt: true, roles: ["*"], users: ["*"]}
        """);
    scenario.awaitReady(WandbServer.class, scenario.server());
    return scenario;
  }

  private static void team(Scenario scenario, String policy) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision}
        spec:
          serverRef: {name: $SERVER}
          adoptionPolicy: IfExists
          managementPolicy: %s
          membership: {mode: Authoritative, maxRemovals: 100%%}
        """
            .formatted(policy));
  }

  private static void declare(Scenario scenario, String policy) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: people}
        spec:
          teamRef: {name: vision}
          users: [{username: alice}, {username: boss}]
          role: Admin
          managementPolicy: %s
        """
            .formatted(policy));
  }

  @Test
  void observed_team_shows_its_plan_and_applies_it_when_managed() {
    try (var scenario = existing()) {
      int writes = scenario.serverWrites();
      team(scenario, "Observe");
      declare(scenario, "Manage");
      var drifted =
          scenario.awaitThat(
              Team.class,
              "vision",
              team ->
                  team.getStatus().plan() != null
                      && List.of("add alice (Admin)", "remove eve@example.com (Member)")
                          .equals(team.getStatus().plan().steps()));
      assertThat(drifted.getStatus().plan().held()).isFalse();
      assertThat(scenario.awaitReason(Team.class, "vision", "Ready", "Drifted").message())
          .contains("would add alice (Admin)");
      var membership = scenario.awaitReason(TeamMembership.class, "people", "Ready", "Drifted");
      assertThat(membership.message()).contains("alice").doesNotContain("eve");
      scenario.sync();
      assertThat(scenario.serverWrites()).isEqualTo(writes);

      team(scenario, "Manage");
      scenario.awaitReady(TeamMembership.class, "people");
      scenario.awaitReady(Team.class, "vision");
      assertThat(scenario.memberNames("vision")).contains("alice", "boss").doesNotContain("eve");
    }
  }

  @Test
  void deleted_membership_of_an_observed_team_removes_no_member() {
    try (var scenario = existing()) {
      team(scenario, "Manage");
      declare(scenario, "Manage");
      scenario.awaitReady(TeamMembership.class, "people");
      team(scenario, "Observe");
      scenario.awaitReason(Team.class, "vision", "Ready", "Observing");
      scenario.delete(TeamMembership.class, "people");
      scenario.awaitGone(TeamMembership.class, "people");
      assertThat(scenario.memberNames("vision")).contains("alice", "boss");
    }
  }

  @Test
  void membership_can_be_observed_in_a_managed_team() {
    try (var scenario = existing()) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, adoptionPolicy: IfExists}
          """);
      scenario.awaitReady(Team.class, "vision");
      declare(scenario, "Observe");
      scenario.awaitReason(TeamMembership.class, "people", "Stalled", "Drifted");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice");
      scenario.sandbox().world().addMember("vision", scenario.userId("alice"), "admin");
      scenario.sync();
      scenario.awaitReason(TeamMembership.class, "people", "Ready", "Observing");
      assertThat(scenario.awaitReady(TeamMembership.class, "people").getStatus().synced())
          .isEqualTo(2);
    }
  }

  @Test
  void observed_resources_create_nothing() {
    try (var scenario = existing()) {
      int writes = scenario.serverWrites();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: speech}
          spec: {serverRef: {name: $SERVER}, managementPolicy: Observe}
          ---
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER-janitor}
          spec:
            serverRef: {name: $SERVER}
            name: janitor
            inherits: Member
            permissions: [run:delete]
            managementPolicy: Observe
          """);
      team(scenario, "Observe");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: ServiceAccount
          metadata: {name: trainer}
          spec: {teamRef: {name: vision}}
          """);
      var team = scenario.awaitReason(Team.class, "speech", "Ready", "Drifted");
      assertThat(team.message()).contains("would create the team speech");
      assertThat(scenario.get(Team.class, "speech").getStatus().plan().steps())
          .containsExactly("create the team speech");
      scenario.awaitReason(CustomRole.class, scenario.server() + "-janitor", "Ready", "Drifted");
      assertThat(
              scenario
                  .awaitReason(WandbServiceAccount.class, "trainer", "Ready", "Drifted")
                  .message())
          .contains("create the service account trainer");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
      scenario.delete(CustomRole.class, scenario.server() + "-janitor");
    }
  }

  @Test
  void user_dropped_while_observed_is_removed_when_managed() {
    try (var scenario = existing()) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, adoptionPolicy: IfExists}
          """);
      declare(scenario, "Manage");
      scenario.awaitReady(TeamMembership.class, "people");
      var dropped =
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: people}
          spec:
            teamRef: {name: vision}
            users: [{username: boss}]
            role: Admin
            managementPolicy: %s
            deletionPolicy: Delete
          """;
      scenario.apply(dropped.formatted("Observe"));
      var told = scenario.awaitReason(TeamMembership.class, "people", "Ready", "Drifted");
      assertThat(told.message()).contains("remove alice");
      scenario.sync();
      scenario.awaitReason(TeamMembership.class, "people", "Ready", "Drifted");
      assertThat(scenario.memberNames("vision")).contains("alice");
      scenario.apply(dropped.formatted("Manage"));
      scenario.awaitReady(TeamMembership.class, "people");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice");
    }
  }

  @Test
  void expired_access_stays_while_observed_and_ends_when_managed() {
    try (var scenario = existing()) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, adoptionPolicy: IfExists}
          """);
      var guest =
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: guest}
          spec:
            teamRef: {name: vision}
            user: {username: alice}
            role: Member
            expiresAt: "%s"
            managementPolicy: %s
          """;
      scenario.apply(guest.formatted("2999-01-01T00:00:00Z", "Manage"));
      scenario.awaitReady(TeamMembership.class, "guest");
      scenario.apply(guest.formatted("2020-01-01T00:00:00Z", "Observe"));
      var told = scenario.awaitReason(TeamMembership.class, "guest", "Ready", "Drifted");
      assertThat(told.message()).contains("remove alice");
      assertThat(scenario.memberNames("vision")).contains("alice");
      scenario.apply(guest.formatted("2020-01-01T00:00:00Z", "Manage"));
      scenario.awaitReason(TeamMembership.class, "guest", "Ready", "Expired");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice");
    }
  }
}
