package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody changes on the server beside the operator. */
class DriftIT {
  private static Scenario ready() {
    return ready(SandboxOptions.defaults());
  }

  private static Scenario ready(SandboxOptions options) {
    var scenario = Scenario.ready(options);
    for (var name : List.of("boss", "alice")) {
      scenario.sandbox().world().addUser(name, name + "@example.com");
    }
    scenario.lookNow("people");
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
  void a_changed_role_and_a_removed_member_are_put_right_with_one_event_each() {
    try (var scenario = ready()) {
      scenario.sandbox().world().setRole("vision", scenario.userId("alice"), "admin");
      scenario.look();
      scenario.awaitTrue(() -> scenario.roleOf("vision", "alice").equals("member"));
      scenario.awaitTrue(() -> scenario.events("alice", "Corrected").size() == 1);
      assertThat(scenario.events("alice", "Corrected").getFirst())
          .contains("set alice Admin to Member");
      scenario.sandbox().world().removeMember("vision", scenario.userId("boss"));
      scenario.look();
      scenario.awaitTrue(() -> scenario.roleOf("vision", "boss").equals("admin"));
      scenario.awaitTrue(() -> scenario.events("boss", "Corrected").size() == 1);
    }
  }

  /** The server's answer about the second account tells that the first is gone, to nobody. */
  @Test
  void an_account_that_goes_while_another_one_is_made_is_made_anew() {
    try (var scenario = ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81))) {
      account(scenario, "first");
      var gone = scenario.get(WandbServiceAccount.class, "first").getStatus().id();
      scenario.sandbox().world().deleteUser(gone);
      account(scenario, "second");
      scenario.look();
      scenario.awaitThat(
          WandbServiceAccount.class, "first", one -> !gone.equals(one.getStatus().id()));
      scenario.awaitReady(WandbServiceAccount.class, "first");
    }
  }

  private static void account(Scenario scenario, String name) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: ServiceAccount
        metadata: {name: %s}
        spec: {teamRef: {name: vision}}
        """
            .formatted(name));
    scenario.awaitReady(WandbServiceAccount.class, name);
  }

  @Test
  void what_somebody_undoes_twice_is_left_alone_until_it_is_asked_for_anew() {
    try (var scenario = ready()) {
      var alice = scenario.userId("alice");
      scenario.sandbox().world().removeMember("vision", alice);
      scenario.look();
      scenario.awaitTrue(() -> scenario.roleOf("vision", "alice").equals("member"));
      scenario.sandbox().world().removeMember("vision", alice);
      scenario.look();
      var contested = scenario.awaitReason(TeamMembership.class, "alice", "Stalled", "Contested");
      assertThat(contested.message())
          .contains("reverted this change twice", "iam.wandb.com/reconcile");
      scenario.look();
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("none");
      assertThat(scenario.get(TeamMembership.class, "alice").getStatus().users().getFirst().state())
          .isEqualTo("Contested");

      scenario.annotate(TeamMembership.class, "alice", "iam.wandb.com/reconcile", "again");
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("member");
    }
  }

  @Test
  void an_undeclared_person_who_is_let_in_again_and_again_is_contested() {
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
        scenario.look();
        scenario.awaitTrue(() -> !scenario.memberNames("vision").contains("eve"));
      }
      scenario.sandbox().world().addMember("vision", eve, "member");
      scenario.look();
      scenario.awaitReason(Team.class, "vision", "Stalled", "Contested");
      assertThat(scenario.memberNames("vision")).contains("eve");
    }
  }

  @Test
  void a_custom_role_that_somebody_keeps_changing_is_contested() {
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
        scenario.look();
        scenario.awaitTrue(
            () -> scenario.sandbox().world().permissions("janitor").equals(List.of("run:delete")));
      }
      scenario.sandbox().world().setPermissions("janitor", List.of("run:stop"));
      scenario.look();
      scenario.awaitReason(CustomRole.class, name, "Stalled", "Contested");
      assertThat(scenario.sandbox().world().permissions("janitor")).containsExactly("run:stop");
      scenario.delete(CustomRole.class, name);
    }
  }

  @Test
  void a_deactivated_account_is_told_and_keeps_what_it_has() {
    try (var scenario = ready()) {
      scenario.sandbox().world().setActive(scenario.userId("alice"), false);
      scenario.look();
      var told = scenario.awaitReason(TeamMembership.class, "alice", "Stalled", "Deactivated");
      assertThat(told.message()).contains("Reactivate");
      assertThat(scenario.memberNames("vision")).contains("alice");
      scenario.sandbox().world().setActive(scenario.userId("alice"), true);
      scenario.look();
      scenario.awaitReady(TeamMembership.class, "alice");
    }
  }

  @Test
  void a_team_of_ours_that_was_deleted_in_the_app_is_made_anew_with_its_members() {
    try (var scenario = ready()) {
      var before = scenario.get(Team.class, "vision").getStatus().id();
      scenario.sandbox().world().deleteTeam("vision");
      scenario.look();
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
  void an_account_of_a_team_that_was_deleted_in_the_app_is_made_anew_with_the_team() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var scenario = trainer.scenario();
      var world = scenario.sandbox().world();
      var before = trainer.accountId();
      world.deleteTeam("vision");
      scenario.look();
      scenario.awaitThat(
          WandbServiceAccount.class, "trainer", one -> !before.equals(one.getStatus().id()));
      trainer.awaitReady();
      assertThat(world.serviceAccounts("vision"))
          .extracting(SandboxWorld.User::id)
          .contains(trainer.accountId());
      assertThat(world.liveKeys(before)).isEmpty();
      assertThat(trainer.liveSecrets()).containsExactlyElementsOf(trainer.inSecret());
    }
  }

  @Test
  void an_account_that_only_one_way_to_the_server_misses_is_not_given_up() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var scenario = trainer.scenario();
      var world = scenario.sandbox().world();
      var account = trainer.accountId();
      var keys = trainer.liveSecrets();
      int accounts = world.users().size();
      scenario.sandbox().faults().always("graphql.entity", new SandboxFault.ShrunkenList());
      scenario.look();
      assertThat(trainer.awaitReason("Synced", "Pending")).contains("is in the team vision");
      scenario.sandbox().faults().clear();
      scenario.look();
      trainer.awaitReady();
      assertThat(trainer.accountId()).isEqualTo(account);
      assertThat(trainer.liveSecrets()).isEqualTo(keys);
      assertThat(world.users()).hasSize(accounts);
    }
  }

  @Test
  void a_team_that_was_taken_over_and_deleted_in_the_app_is_not_made_anew() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().world().addTeam("vision");
      scenario.applyServer(
          "tenants: [{name: all, namespaces: [%s], teams: ['*'], adopt: true}]"
              .formatted(scenario.namespace()));
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.look();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, adoptionPolicy: IfExists}
          """);
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().world().deleteTeam("vision");
      scenario.look();
      scenario.awaitReason(Team.class, "vision", "Stalled", "Missing");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("vision");
    }
  }

  @Test
  void a_team_whose_name_somebody_else_took_meanwhile_is_not_taken_over() {
    try (var scenario = ready()) {
      scenario.sandbox().world().deleteTeam("vision");
      scenario.sandbox().world().addTeam("vision");
      scenario.look();
      scenario.awaitReason(Team.class, "vision", "Stalled", "IdentityChanged");
      scenario.look();
      assertThat(scenario.memberNames("vision")).doesNotContain("boss", "alice");
    }
  }

  @Test
  void a_team_that_was_renamed_is_told_and_nobody_loses_anything() {
    try (var scenario = ready()) {
      scenario.sandbox().world().renameTeam("vision", "sight");
      scenario.look();
      scenario.awaitReason(Team.class, "vision", "Stalled", "IdentityChanged");
      assertThat(scenario.memberNames("sight")).contains("boss", "alice");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("vision");
      scenario.sandbox().world().renameTeam("sight", "vision");
      scenario.look();
      scenario.awaitReady(Team.class, "vision");
      scenario.awaitReady(TeamMembership.class, "alice");
    }
  }

  @Test
  void privacy_that_differs_is_told_as_no_call_sets_it() {
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
      scenario.look();
      scenario.awaitReady(Team.class, "vision");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }
}
