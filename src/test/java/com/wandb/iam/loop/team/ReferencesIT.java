package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

/** References to absent or inaccessible objects. */
class ReferencesIT {
  private static final String ALICE =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: alice}
      spec:
        teamRef: {name: vision}
        user: {email: alice@example.com}
        role: Admin
      """;

  @Test
  void unknown_server_is_reported_until_it_is_created() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      scenario.applyTeam();
      var condition = scenario.awaitReason(Team.class, "vision", "Accepted", "ServerNotFound");
      assertThat(condition.message()).contains("spec.serverRef.name", scenario.server());
      assertThat(scenario.sandbox().world().teams()).doesNotContain("vision");
      scenario.credential(scenario.sandbox().adminKey());
      scenario.applyServer("");
      scenario.awaitReady(Team.class, "vision");
    }
  }

  @Test
  void unknown_team_is_reported_until_it_is_created() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.apply(ALICE);
      var condition =
          scenario.awaitReason(TeamMembership.class, "alice", "Accepted", "TeamNotFound");
      assertThat(condition.message()).contains("spec.teamRef.name", "vision");
      scenario.requestSync("alice");
      scenario.applyTeam();
      scenario.awaitReady(TeamMembership.class, "alice");
    }
  }

  @Test
  void foreign_team_is_reported_like_an_unknown_one() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      var elsewhere = KubernetesTestServer.shared().newNamespace("elsewhere");
      scenario.apply(ALICE.replace("name: alice}", "name: alice, namespace: " + elsewhere + "}"));
      var condition =
          scenario.awaitReason(
              TeamMembership.class, elsewhere, "alice", "Accepted", "TeamNotFound");
      assertThat(condition.message())
          .isEqualTo(
              "spec.teamRef.name: Team vision does not exist in this namespace. Create it, or name"
                  + " another one.");
    }
  }

  @Test
  void unknown_user_blocks_no_other_and_is_added_on_arrival() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().world().addUser("bob", "bob@example.com");
      scenario.requestSync("bob");
      scenario.applyTeam();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: both}
          spec:
            teamRef: {name: vision}
            users: [{email: nobody@example.com}, {email: bob@example.com}]
            role: Member
          """);
      var condition = scenario.awaitReason(TeamMembership.class, "both", "Ready", "UserNotFound");
      assertThat(condition.message()).contains("nobody@example.com");
      assertThat(scenario.memberNames("vision")).contains("bob");
      scenario.sandbox().world().addUser("nobody", "nobody@example.com");
      scenario.requestSync("nobody");
      scenario.awaitReady(TeamMembership.class, "both");
      assertThat(scenario.memberNames("vision")).contains("bob", "nobody");
    }
  }

  @Test
  void invalid_email_is_rejected_by_the_api_server() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      assertThatThrownBy(
              () -> scenario.apply(ALICE.replace("alice@example.com", "alice at example")))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("spec.user.email");
    }
  }

  @Test
  void unsupported_field_is_rejected_by_name() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: strict}
          spec:
            teamRef: {name: vision}
            user: {username: admin}
            role: Admin
            modelRegistryAdmin: true
          """);
      var condition =
          scenario.awaitReason(TeamMembership.class, "strict", "Accepted", "NotSupported");
      assertThat(condition.message()).startsWith("spec.modelRegistryAdmin");
      assertThat(scenario.memberNames("vision")).doesNotContain("admin");
    }
  }
}
