package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxLicence;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import org.junit.jupiter.api.Test;

/** Enterprise features: excluded by the declared edition, or refused by the server. */
class LicenceIT {
  private static final String ENTERPRISE_ONLY =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: viewer}
      spec:
        teamRef: {name: vision}
        user: {email: alice@example.com}
        role: Viewer
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer}
      spec: {teamRef: {name: vision}}
      """;

  private static final String ROLE =
      """
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: CustomRole
      metadata: {name: $SERVER}
      spec:
        serverRef: {name: $SERVER}
        inherits: Viewer
        permissions: [run:stop]
      """;

  private static Scenario withTeam(SandboxLicence licence) {
    var scenario =
        Scenario.ready(
            SandboxOptions.defaults().withVersion(SandboxVersion.V0_83).withLicence(licence));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.sandbox().world().addUser("bob", "bob@example.com");
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    scenario.requestSync("people");
    return scenario;
  }

  @Test
  void features_outside_the_edition_are_rejected_without_writes() {
    try (var scenario = withTeam(SandboxLicence.ENTERPRISE)) {
      scenario.applyServer("edition: Standard");
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.awaitThat(
          WandbServer.class,
          scenario.server(),
          server -> "Standard".equals(server.getStatus().edition()));
      long writes = scenario.serverWrites();
      scenario.apply(ENTERPRISE_ONLY + ROLE);
      var viewer =
          scenario.awaitReason(TeamMembership.class, "viewer", "Accepted", "LicenceRequired");
      assertThat(viewer.message()).contains("spec.role", "Viewer", "spec.edition");
      scenario.awaitReason(WandbServiceAccount.class, "trainer", "Accepted", "LicenceRequired");
      scenario.awaitReason(CustomRole.class, scenario.server(), "Accepted", "LicenceRequired");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }

  @Test
  void member_role_is_granted_in_the_standard_edition() {
    try (var scenario = withTeam(SandboxLicence.STANDARD)) {
      scenario.applyServer("edition: Standard");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: member}
          spec:
            teamRef: {name: vision}
            user: {email: bob@example.com}
            role: Member
          """);
      scenario.awaitReady(TeamMembership.class, "member");
      assertThat(scenario.roleOf("vision", "bob")).isEqualTo("member");
    }
  }

  @Test
  void corrected_edition_makes_rejected_resources_ready() {
    try (var scenario = withTeam(SandboxLicence.ENTERPRISE)) {
      scenario.applyServer("edition: Standard");
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.apply(ENTERPRISE_ONLY);
      scenario.awaitReason(TeamMembership.class, "viewer", "Accepted", "LicenceRequired");
      scenario.awaitReason(WandbServiceAccount.class, "trainer", "Accepted", "LicenceRequired");
      scenario.applyServer("edition: Enterprise");
      scenario.awaitReady(TeamMembership.class, "viewer");
      scenario.awaitReady(WandbServiceAccount.class, "trainer");
    }
  }

  @Test
  void licence_refusal_of_the_server_is_reported() {
    try (var scenario = withTeam(SandboxLicence.STANDARD)) {
      scenario.apply(ENTERPRISE_ONLY);
      var synced =
          scenario.awaitReason(TeamMembership.class, "viewer", "Synced", "LicenceRequired");
      assertThat(synced.message()).contains("license");
      scenario.awaitReason(WandbServiceAccount.class, "trainer", "Synced", "LicenceRequired");
      scenario.awaitReason(TeamMembership.class, "viewer", "Accepted", "Valid");
      scenario.awaitTrue(() -> !scenario.memberNames("vision").contains("alice"));
    }
  }
}
