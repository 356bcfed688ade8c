package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People whom the server does not know yet. */
class ProvisioningIT {
  private static Scenario upTo(String provisioning) {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    scenario.applyServer(
        """
        tenants:
        - name: ours
          namespaces: [%s]
          teams: ["*"]
          roles: ["*"]
          users: ["*@example.com"]
          provisioning: %s
        """
            .formatted(scenario.namespace(), provisioning));
    scenario.awaitReady(WandbServer.class, scenario.server());
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    return scenario;
  }

  private static void declare(Scenario scenario, String email, String role, String more) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: guest}
        spec:
          teamRef: {name: vision}
          user: {email: %s}
          role: %s
          %s
        """
            .formatted(email, role, more));
  }

  private static MemberState guest(Scenario scenario) {
    return scenario.get(TeamMembership.class, "guest").getStatus().users().getFirst();
  }

  private static List<String> invited(Scenario scenario) {
    return scenario.sandbox().world().members("vision").stream()
        .filter(SandboxWorld.Member::pending)
        .map(SandboxWorld.Member::name)
        .toList();
  }

  @Test
  void an_invited_person_is_seen_and_has_the_declared_role_after_joining() {
    try (var scenario = upTo("Invite")) {
      declare(scenario, "alice@example.com", "Admin", "provisioning: Invite");
      scenario.awaitReady(TeamMembership.class, "guest");
      assertThat(guest(scenario).state()).isEqualTo("Invited");
      assertThat(invited(scenario)).containsExactly("alice@example.com");
      var team =
          scenario.awaitThat(Team.class, "vision", t -> t.getStatus().members().invited() == 1);
      assertThat(team.getStatus().members().undeclared()).isZero();

      int writes = scenario.serverWrites();
      scenario.look();
      assertThat(scenario.serverWrites()).as("invited once").isEqualTo(writes);

      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.look();
      scenario.awaitTrue(() -> "Synced".equals(guest(scenario).state()));
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
      assertThat(guest(scenario).adopted()).isNull();
    }
  }

  @Test
  void an_invitation_is_taken_back_with_the_resource_or_the_name() {
    try (var scenario = upTo("Invite")) {
      declare(scenario, "alice@example.com", "Member", "provisioning: Invite");
      scenario.awaitReady(TeamMembership.class, "guest");
      declare(scenario, "bob@example.com", "Member", "provisioning: Invite");
      scenario.awaitTrue(() -> invited(scenario).equals(List.of("bob@example.com")));
      scenario.awaitReady(TeamMembership.class, "guest");
      assertThat(scenario.get(TeamMembership.class, "guest").getStatus().users()).hasSize(1);
      scenario.delete(TeamMembership.class, "guest");
      scenario.awaitGone(TeamMembership.class, "guest");
      assertThat(invited(scenario)).isEmpty();
    }
  }

  @Test
  void an_invitation_of_somebody_else_counts_and_stays() {
    try (var scenario = upTo("Invite")) {
      scenario.sandbox().world().invite("vision", "alice@example.com");
      scenario.look();
      int writes = scenario.serverWrites();
      declare(scenario, "Alice@Example.com", "Member", "provisioning: Invite");
      scenario.awaitReady(TeamMembership.class, "guest");
      assertThat(guest(scenario).state()).isEqualTo("Invited");
      scenario.delete(TeamMembership.class, "guest");
      scenario.awaitGone(TeamMembership.class, "guest");
      assertThat(invited(scenario)).containsExactly("alice@example.com");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }

  @Test
  void an_account_is_made_where_the_membership_says_so_and_stays_when_it_goes() {
    try (var scenario = upTo("Create")) {
      scenario.sandbox().world().addUser("alice", "alice@elsewhere.org");
      declare(scenario, "Alice@example.com", "Viewer", "provisioning: Create");
      scenario.awaitReady(TeamMembership.class, "guest");
      assertThat(guest(scenario).username()).isEqualTo("alice-example-com");
      assertThat(scenario.roleOf("vision", "alice-example-com")).isEqualTo("viewer");
      scenario.delete(TeamMembership.class, "guest");
      scenario.awaitGone(TeamMembership.class, "guest");
      assertThat(scenario.sandbox().world().users())
          .extracting(SandboxWorld.User::username)
          .contains("alice-example-com");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice-example-com");
    }
  }

  @Test
  void a_server_without_seats_says_so() {
    try (var scenario = upTo("Create")) {
      scenario.sandbox().world().limitSeats(1);
      declare(scenario, "alice@example.com", "Member", "provisioning: Create");
      scenario.awaitReason(TeamMembership.class, "guest", "Ready", "SeatLimit");
      scenario.sandbox().world().limitSeats(10);
      scenario.annotate(TeamMembership.class, "guest", "iam.wandb.com/reconcile", "now");
      scenario.awaitReady(TeamMembership.class, "guest");
    }
  }

  @Test
  void somebody_whose_account_was_deleted_is_neither_invited_nor_made_anew() {
    try (var scenario = upTo("Create")) {
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.look();
      declare(scenario, "alice@example.com", "Member", "provisioning: Create");
      scenario.awaitReady(TeamMembership.class, "guest");
      scenario.sandbox().world().deleteUser(scenario.userId("alice"));
      scenario.look();
      var told = scenario.awaitReason(TeamMembership.class, "guest", "Stalled", "UserNotFound");
      assertThat(told.message()).contains("deleted on the W&B server");
      assertThat(scenario.sandbox().world().users())
          .noneMatch(user -> user.email().filter("alice@example.com"::equals).isPresent());
    }
  }

  @Test
  void no_more_is_done_for_the_unknown_than_the_tenants_allow() {
    try (var scenario = upTo("Invite")) {
      int writes = scenario.serverWrites();
      declare(scenario, "alice@example.com", "Member", "provisioning: Create");
      var told = scenario.awaitReason(TeamMembership.class, "guest", "Accepted", "NotAllowed");
      assertThat(told.message()).contains("create accounts");
      declare(scenario, "alice@elsewhere.org", "Member", "provisioning: Invite");
      scenario.awaitReason(TeamMembership.class, "guest", "Accepted", "NotAllowed");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }

  @Test
  void observed_it_is_said_and_not_done() {
    try (var scenario = upTo("Create")) {
      int writes = scenario.serverWrites();
      declare(
          scenario,
          "alice@example.com",
          "Member",
          "provisioning: Create\n  managementPolicy: Observe");
      scenario.awaitReason(TeamMembership.class, "guest", "Ready", "Drifted");
      assertThat(guest(scenario).message())
          .isEqualTo("would create an account for alice@example.com");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }

  @Test
  void whoever_accepted_just_before_the_membership_went_is_taken_out() {
    try (var scenario = upTo("Invite")) {
      declare(scenario, "alice@example.com", "Member", "provisioning: Invite");
      scenario.awaitReady(TeamMembership.class, "guest");
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      assertThat(scenario.memberNames("vision")).contains("alice");
      scenario.delete(TeamMembership.class, "guest");
      scenario.awaitGone(TeamMembership.class, "guest");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice");
    }
  }

  @Test
  void one_whom_the_server_does_not_take_keeps_nobody_else_out() {
    try (var scenario = upTo("Create")) {
      scenario.sandbox().world().addUser("bob", "bob@example.com");
      scenario.look();
      scenario.sandbox().world().limitSeats(1);
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: guest}
          spec:
            teamRef: {name: vision}
            users: [{email: alice@example.com}, {email: bob@example.com}]
            role: Admin
            provisioning: Create
          """);
      scenario.awaitReason(TeamMembership.class, "guest", "Ready", "SeatLimit");
      assertThat(scenario.get(TeamMembership.class, "guest").getStatus().users())
          .extracting(MemberState::state)
          .containsExactly("Failed", "Synced");
      assertThat(scenario.roleOf("vision", "bob")).isEqualTo("admin");
    }
  }

  @Test
  void a_guest_who_accepts_gets_the_lower_role_though_nobody_may_be_demoted() {
    try (var scenario = upTo("Invite")) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: vision}
          spec: {serverRef: {name: $SERVER}, membership: {maxRemovals: 0}}
          """);
      declare(scenario, "alice@example.com", "Viewer", "provisioning: Invite");
      scenario.awaitReady(TeamMembership.class, "guest");
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.look();
      scenario.awaitTrue(() -> "Synced".equals(guest(scenario).state()));
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("viewer");
    }
  }
}
