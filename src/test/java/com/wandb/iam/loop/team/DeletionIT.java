package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletion: never blocked, never more than declared, always reported. */
class DeletionIT {
  private static final String ALL =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision}
      spec: {serverRef: {name: $SERVER}}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: alice}
      spec:
        teamRef: {name: vision}
        user: {email: alice@example.com}
        role: Admin
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: bob}
      spec:
        teamRef: {name: vision}
        user: {email: bob@example.com}
        role: Member
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer}
      spec: {teamRef: {name: vision}}
      """;

  private static Scenario withEverything() {
    var scenario = Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.sandbox().world().addUser("bob", "bob@example.com");
    scenario.requestSync("people");
    scenario.apply(ALL);
    scenario.awaitReady(TeamMembership.class, "alice");
    scenario.awaitReady(TeamMembership.class, "bob");
    scenario.awaitReady(WandbServiceAccount.class, "trainer");
    return scenario;
  }

  @Test
  void deleted_account_is_removed_with_its_keys_and_secret() {
    try (var scenario = withEverything()) {
      var id = scenario.get(WandbServiceAccount.class, "trainer").getStatus().id();
      assertThat(scenario.sandbox().world().liveKeys(id)).hasSize(1);
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(scenario.sandbox().world().liveKeys(id)).isEmpty();
      assertThat(scenario.sandbox().world().serviceAccounts("vision"))
          .noneMatch(account -> account.username().equals("trainer"));
      scenario.awaitGone(Secret.class, "trainer-wandb");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void account_outside_any_team_is_deleted_with_its_keys(boolean withItsTeam) {
    try (var scenario = withEverything()) {
      var world = scenario.sandbox().world();
      var id = scenario.get(WandbServiceAccount.class, "trainer").getStatus().id();
      world.issueKeyInApp(id, "by hand");
      if (withItsTeam) {
        world.deleteTeam("vision");
      } else {
        world.removeMember("vision", id);
      }
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(world.idOf("trainer")).as("its name is free again").isEmpty();
      assertThat(world.liveKeys(id)).isEmpty();
    }
  }

  @Test
  void deleted_membership_removes_its_user_from_the_team() {
    try (var scenario = withEverything()) {
      assertThat(scenario.memberNames("vision")).contains("bob");
      scenario.delete(TeamMembership.class, "bob");
      scenario.awaitGone(TeamMembership.class, "bob");
      assertThat(scenario.memberNames("vision")).doesNotContain("bob").contains("alice");
    }
  }

  @Test
  void last_admin_is_not_removed_and_the_resource_reports_it() {
    try (var scenario = withEverything()) {
      scenario.delete(TeamMembership.class, "alice");
      var condition = scenario.awaitReason(TeamMembership.class, "alice", "Stalled", "LastAdmin");
      assertThat(condition.message()).contains("without an admin");
      assertThat(scenario.memberNames("vision")).contains("alice");
      scenario.annotate(TeamMembership.class, "alice", "iam.wandb.com/abandon", "true");
      scenario.awaitGone(TeamMembership.class, "alice");
      assertThat(scenario.memberNames("vision")).contains("alice");
    }
  }

  @Test
  void resources_of_a_team_deleted_first_are_still_deleted() {
    try (var scenario = withEverything()) {
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(Team.class, "vision");
      assertThat(scenario.sandbox().world().teams()).contains("vision");
      scenario.delete(TeamMembership.class, "bob");
      scenario.delete(TeamMembership.class, "alice");
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitGone(TeamMembership.class, "bob");
      scenario.awaitGone(TeamMembership.class, "alice");
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(scenario.memberNames("vision")).contains("alice").doesNotContain("bob");
    }
  }

  @Test
  void namespace_and_server_can_be_deleted_together() {
    try (var scenario = withEverything()) {
      scenario.delete(WandbServer.class, scenario.server());
      scenario.awaitReason(WandbServer.class, scenario.server(), "Ready", "InUse");
      scenario.client().namespaces().withName(scenario.namespace()).delete();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                Namespace namespace =
                    scenario.client().namespaces().withName(scenario.namespace()).get();
                return namespace == null;
              });
      scenario.awaitGone(WandbServer.class, scenario.server());
      assertThat(scenario.sandbox().world().teams()).contains("vision");
      assertThat(scenario.memberNames("vision")).contains("alice").doesNotContain("bob");
    }
  }

  @Test
  void deletion_waits_while_the_server_is_down() {
    try (var scenario = withEverything()) {
      scenario.sandbox().stop();
      scenario.delete(WandbServiceAccount.class, "trainer");
      scenario.awaitReason(WandbServiceAccount.class, "trainer", "Ready", "Unreachable");
      scenario.sandbox().resume();
      scenario.awaitGone(WandbServiceAccount.class, "trainer");
    }
  }

  @Test
  void team_deletion_needs_confirmation_and_tenant_permission() {
    try (var scenario = withEverything()) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, deletionPolicy: Delete}
          """);
      scenario.delete(Team.class, "vision");
      var waits = scenario.awaitReason(Team.class, "vision", "Stalled", "DeletionNotConfirmed");
      assertThat(waits.message()).contains("iam.wandb.com/confirm-delete=vision");
      scenario.annotate(Team.class, "vision", "iam.wandb.com/confirm-delete", "vision");
      scenario.awaitReason(Team.class, "vision", "Stalled", "NotAllowed");
      scenario.applyServer(
          """
          tenants:
            - name: all
              namespaces: [%s]
              teams: ["*"]
              teamDeletion: true
              roles: ["*"]
              users: ["*"]
          """
              .formatted(scenario.namespace()));
      scenario.awaitGone(Team.class, "vision");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("vision");
    }
  }
}
