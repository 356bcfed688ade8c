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

/** Users without an account on the server. */
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
  void invited_user_gets_the_declared_role_after_joining() {
    try (var scenario = upTo("Invite")) {
      declare(scenario, "alice@example.com", "Admin", "provisioning: Invite");
      scenario.awaitReady(TeamMembership.class, "guest");
      assertThat(guest(scenario).state()).isEqualTo("Invited");
      assertThat(invited(scenario)).containsExactly("alice@example.com");
      var team =
          scenario.awaitThat(Team.class, "vision", t -> t.getStatus().members().invited() == 1);
      assertThat(team.getStatus().members().undeclared()).isZero();

      int writes = scenario.serverWrites();
      scenario.sync();
      assertThat(scenario.serverWrites()).as("invited once").isEqualTo(writes);

      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.sync();
      scenario.awaitTrue(() -> "Synced".equals(guest(scenario).state()));
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
      assertThat(guest(scenario).adopted()).isNull();
    }
  }

  @Test
  void invitation_is_withdrawn_with_the_resource_or_user() {
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
  void invitation_by_another_client_counts_and_stays() {
    try (var scenario = upTo("Invite")) {
      scenario.sandbox().world().invite("vision", "alice@example.com");
      scenario.sync();
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
  void created_user_stays_after_the_membership_is_deleted() {
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
  void missing_seats_are_reported() {
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
  void deleted_user_is_neither_invited_nor_recreated() {
    try (var scenario = upTo("Create")) {
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.sync();
      declare(scenario, "alice@example.com", "Member", "provisioning: Create");
      scenario.awaitReady(TeamMembership.class, "guest");
      scenario.sandbox().world().deleteUser(scenario.userId("alice"));
      scenario.sync();
      var told = scenario.awaitReason(TeamMembership.class, "guest", "Stalled", "UserNotFound");
      assertThat(told.message()).contains("deleted on the W&B server");
      assertThat(scenario.sandbox().world().users())
          .noneMatch(user -> user.email().filter("alice@example.com"::equals).isPresent());
    }
  }

  @Test
  void provisioning_is_limited_by_the_tenants_entry() {
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
  void observed_provisioning_is_reported_without_writes() {
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
  void user_joining_just_before_the_deletion_is_removed() {
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
  void refused_user_does_not_block_other_additions() {
    try (var scenario = upTo("Create")) {
      scenario.sandbox().world().addUser("bob", "bob@example.com");
      scenario.sync();
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
  void joining_user_gets_a_lower_role_despite_zero_max_removals() {
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
      scenario.sync();
      scenario.awaitTrue(() -> "Synced".equals(guest(scenario).state()));
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("viewer");
    }
  }
}
