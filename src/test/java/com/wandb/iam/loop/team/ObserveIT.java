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

/** Observe: what would be done is in status, and nothing is written. */
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
  void the_plan_of_a_team_is_in_its_status_until_it_is_to_be_managed() {
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
      scenario.look();
      assertThat(scenario.serverWrites()).isEqualTo(writes);

      team(scenario, "Manage");
      scenario.awaitReady(TeamMembership.class, "people");
      scenario.awaitReady(Team.class, "vision");
      assertThat(scenario.memberNames("vision")).contains("alice", "boss").doesNotContain("eve");
    }
  }

  @Test
  void a_membership_that_is_gone_from_an_observed_team_takes_nobody_out() {
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
  void a_single_membership_is_observed_in_a_team_that_is_managed() {
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
      scenario.look();
      scenario.awaitReason(TeamMembership.class, "people", "Ready", "Observing");
      assertThat(scenario.awaitReady(TeamMembership.class, "people").getStatus().synced())
          .isEqualTo(2);
    }
  }

  @Test
  void no_team_no_role_and_no_account_is_made() {
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
  void whoever_was_dropped_while_it_was_observed_goes_when_it_is_managed() {
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
      scenario.look();
      scenario.awaitReason(TeamMembership.class, "people", "Ready", "Drifted");
      assertThat(scenario.memberNames("vision")).contains("alice");
      scenario.apply(dropped.formatted("Manage"));
      scenario.awaitReady(TeamMembership.class, "people");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice");
    }
  }

  @Test
  void access_whose_time_is_over_does_not_end_while_it_is_observed_and_is_not_said_to() {
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
