package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import org.junit.jupiter.api.Test;

/** Suspended resources stay unchanged. */
class SuspensionIT {

  @Test
  void suspended_server_gets_no_requests() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.applyServer("suspend: true");
      scenario.awaitReason(WandbServer.class, scenario.server(), "Ready", "Suspended");
      long mark = scenario.sandbox().journal().mark();
      scenario.applyTeam();
      scenario.awaitReason(Team.class, "vision", "Ready", "ServerNotReady");
      assertThat(scenario.sandbox().journal().since(mark)).isEmpty();

      scenario.applyServer("suspend: false");
      scenario.awaitReady(Team.class, "vision");
    }
  }

  @Test
  void suspended_membership_is_not_changed_on_the_server() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.requestSync("alice");
      scenario.applyTeam();
      var membership =
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: alice}
          spec:
            teamRef: {name: vision}
            user: {username: alice}
            role: %s
            suspend: %s
          """;
      scenario.apply(membership.formatted("Member", false));
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.apply(membership.formatted("Admin", true));
      scenario.awaitReason(TeamMembership.class, "alice", "Ready", "Suspended");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("member");
      scenario.apply(membership.formatted("Admin", false));
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
    }
  }
}
