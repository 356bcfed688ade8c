package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes of teams, their members and roles on the server by other clients. */
class DriftIT {
  private static Scenario ready() {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    for (var name : List.of("boss", "alice")) {
      scenario.sandbox().world().addUser(name, name + "@example.com");
    }
    scenario.requestSync("people");
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    declare(scenario, "boss", "Admin");
    declare(scenario, "alice", "Member");
    scenario.awaitReady(TeamMembership.class, "boss");
    scenario.awaitReady(TeamMembership.class, "alice");
    return scenario;
  }

  private static void declare(Scenario scenario, String user, String role) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: %1$s}
        spec: {teamRef: {name: vision}, user: {username: %1$s}, role: %2$s}
        """
            .formatted(user, role));
  }

  @Test
  void changed_role_and_removed_member_are_corrected_with_events() {
    try (var scenario = ready()) {
      scenario.sandbox().world().setRole("vision", scenario.userId("alice"), "admin");
      scenario.sync();
      scenario.awaitTrue(() -> scenario.roleOf("vision", "alice").equals("member"));
      scenario.awaitTrue(() -> scenario.events("alice", "Corrected").size() == 1);
      assertThat(scenario.events("alice", "Corrected").getFirst())
          .contains("set alice Admin to Member");
      scenario.sandbox().world().removeMember("vision", scenario.userId("boss"));
      scenario.sync();
      scenario.awaitTrue(() -> scenario.roleOf("vision", "boss").equals("admin"));
      scenario.awaitTrue(() -> scenario.events("boss", "Corrected").size() == 1);
    }
  }

  @Test
  void member_removed_twice_is_contested_until_reconcile_request() {
    try (var scenario = ready()) {
      var alice = scenario.userId("alice");
      scenario.sandbox().world().removeMember("vision", alice);
      scenario.sync();
      scenario.awaitTrue(() -> scenario.roleOf("vision", "alice").equals("member"));
      scenario.sandbox().world().removeMember("vision", alice);
      scenario.sync();
      var contested = scenario.awaitReason(TeamMembership.class, "alice", "Stalled", "Contested");
      assertThat(contested.message())
          .contains("twice (conflicting-writer)", "iam.wandb.com/reconcile");
      scenario.sync();
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("none");
      assertThat(scenario.get(TeamMembership.class, "alice").getStatus().users().getFirst().state())
          .isEqualTo("Contested");

      scenario.annotate(TeamMembership.class, "alice", "iam.wandb.com/reconcile", "again");
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("member");
    }
  }

  @Test
  void repeatedly_added_undeclared_member_is_contested() {
    try (var scenario = ready()) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec:
            serverRef: {name: $SERVER}
            membership: {mode: Authoritative, maxRemovals: 100%}
          """);
      scenario.awaitReady(Team.class, "vision");
      var eve = scenario.sandbox().world().addUser("eve", "eve@example.com");
      for (int time = 0; time < 2; time++) {
        scenario.sandbox().world().addMember("vision", eve, "member");
        scenario.sync();
        scenario.awaitTrue(() -> !scenario.memberNames("vision").contains("eve"));
      }
      scenario.sandbox().world().addMember("vision", eve, "member");
      scenario.sync();
      scenario.awaitReason(Team.class, "vision", "Stalled", "Contested");
      assertThat(scenario.memberNames("vision")).contains("eve");
    }
  }

  @Test
  void repeatedly_changed_custom_role_is_contested() {
    try (var scenario = ready()) {
      var name = scenario.server() + "-janitor";
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER-janitor}
          spec:
            serverRef: {name: $SERVER}
            name: janitor
            inherits: Member
            permissions: [run:delete]
            deletionPolicy: Orphan
          """);
      scenario.awaitReady(CustomRole.class, name);
      for (int time = 0; time < 2; time++) {
        scenario.sandbox().world().setPermissions("janitor", List.of("run:stop"));
        scenario.sync();
        scenario.awaitTrue(
            () -> scenario.sandbox().world().permissions("janitor").equals(List.of("run:delete")));
      }
      scenario.sandbox().world().setPermissions("janitor", List.of("run:stop"));
      scenario.sync();
      scenario.awaitReason(CustomRole.class, name, "Stalled", "Contested");
      assertThat(scenario.sandbox().world().permissions("janitor")).containsExactly("run:stop");
      scenario.delete(CustomRole.class, name);
    }
  }

  @Test
  void deactivated_user_is_reported_and_stays_in_the_team() {
    try (var scenario = ready()) {
      scenario.sandbox().world().setActive(scenario.userId("alice"), false);
      scenario.sync();
      var told = scenario.awaitReason(TeamMembership.class, "alice", "Stalled", "Deactivated");
      assertThat(told.message()).contains("Reactivate");
      assertThat(scenario.memberNames("vision")).contains("alice");
      scenario.sandbox().world().setActive(scenario.userId("alice"), true);
      scenario.sync();
      scenario.awaitReady(TeamMembership.class, "alice");
    }
  }

  @Test
  void created_team_deleted_in_the_app_is_recreated_with_members() {
    try (var scenario = ready()) {
      var before = scenario.get(Team.class, "vision").getStatus().id();
      scenario.sandbox().world().deleteTeam("vision");
      scenario.sync();
      scenario.awaitThat(
          Team.class,
          "vision",
          team -> team.getStatus().id() != null && !before.equals(team.getStatus().id()));
      scenario.awaitReady(Team.class, "vision");
      scenario.awaitTrue(() -> scenario.roleOf("vision", "boss").equals("admin"));
      scenario.awaitTrue(() -> scenario.roleOf("vision", "alice").equals("member"));
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(scenario.events("vision", "TeamGone"))
          .singleElement()
          .satisfies(note -> assertThat(note).contains("storage", "not restored"));
    }
  }

  @Test
  void adopted_team_deleted_in_the_app_is_not_recreated() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().world().addTeam("vision");
      scenario.applyServer(
          "tenants: [{name: all, namespaces: [%s], teams: ['*'], adopt: true}]"
              .formatted(scenario.namespace()));
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.sync();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, adoptionPolicy: IfExists}
          """);
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().world().deleteTeam("vision");
      scenario.sync();
      scenario.awaitReason(Team.class, "vision", "Stalled", "Missing");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("vision");
    }
  }

  @Test
  void replaced_team_with_the_same_name_is_not_adopted() {
    try (var scenario = ready()) {
      scenario.sandbox().world().deleteTeam("vision");
      scenario.sandbox().world().addTeam("vision");
      scenario.sync();
      scenario.awaitReason(Team.class, "vision", "Stalled", "IdentityChanged");
      scenario.sync();
      assertThat(scenario.memberNames("vision")).doesNotContain("boss", "alice");
    }
  }

  @Test
  void renamed_team_is_reported_and_keeps_its_members() {
    try (var scenario = ready()) {
      scenario.sandbox().world().renameTeam("vision", "sight");
      scenario.sync();
      scenario.awaitReason(Team.class, "vision", "Stalled", "IdentityChanged");
      assertThat(scenario.memberNames("sight")).contains("boss", "alice");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("vision");
      scenario.sandbox().world().renameTeam("sight", "vision");
      scenario.sync();
      scenario.awaitReady(Team.class, "vision");
      scenario.awaitReady(TeamMembership.class, "alice");
    }
  }

  @Test
  void different_privacy_setting_is_reported_without_writes() {
    try (var scenario = ready()) {
      int writes = scenario.serverWrites();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, privacy: {privateProjectsOnly: true}}
          """);
      var told = scenario.awaitReason(Team.class, "vision", "Stalled", "PrivacyDiffers");
      assertThat(told.message()).contains("spec.privacy.privateProjectsOnly", "is off");
      scenario.sandbox().world().setPrivateProjectsOnly("vision", true);
      scenario.sync();
      scenario.awaitReady(Team.class, "vision");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }
}
