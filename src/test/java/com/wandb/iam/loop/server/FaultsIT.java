package com.wandb.iam.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that is slow, fails or returns wrong data. This delays the operator, but nothing is lost
 * or created twice.
 */
@Order(1) // It waits longest.
class FaultsIT {
  private static final String ACCOUNT =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer}
      spec: {teamRef: {name: vision}}
      """;

  private static Scenario ready() {
    return Scenario.ready(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
  }

  static Stream<SandboxFault> writesThatGoWrong() {
    return Stream.of(
        SandboxFault.status(500),
        SandboxFault.status(503),
        SandboxFault.throttle(Duration.ofSeconds(1)),
        new SandboxFault.DropBefore(),
        new SandboxFault.DropAfter(),
        new SandboxFault.Page());
  }

  @ParameterizedTest
  @MethodSource("writesThatGoWrong")
  void team_is_created_once_under_any_fault(SandboxFault fault) {
    try (var scenario = ready()) {
      scenario.sandbox().faults().once("scim.groups.create", fault);
      scenario.applyTeam();
      var team = scenario.awaitReady(Team.class, "vision");
      assertThat(team.getStatus().adopted()).isNotEqualTo(true);
      assertThat(scenario.sandbox().world().teams()).containsOnlyOnce("vision");
    }
  }

  @ParameterizedTest
  @MethodSource("writesThatGoWrong")
  void account_is_created_once_under_any_fault(SandboxFault fault) {
    try (var scenario = ready()) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().faults().once("graphql.createServiceAccount", fault);
      scenario.apply(ACCOUNT);
      var account = scenario.awaitReady(WandbServiceAccount.class, "trainer");
      assertThat(account.getStatus().adopted()).isNotEqualTo(true);
      assertThat(scenario.sandbox().world().serviceAccounts("vision"))
          .filteredOn(found -> found.username().equals("trainer"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("writesThatGoWrong")
  void user_is_added_when_the_server_allows_it(SandboxFault fault) {
    try (var scenario = ready()) {
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.sync();
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().faults().once("scim.groups.patch", fault);
      scenario.sandbox().faults().once("scim.users.patch", fault);
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: alice}
          spec:
            teamRef: {name: vision}
            user: {email: alice@example.com}
            role: Admin
          """);
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
    }
  }

  @Test
  void truncated_list_is_an_error_and_causes_no_writes() {
    try (var scenario = ready()) {
      for (int i = 0; i < 10; i++) {
        scenario.sandbox().world().addUser("user" + i, "user" + i + "@example.com");
      }
      scenario.sync();
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      int writes = scenario.serverWrites();
      scenario.sandbox().faults().always("scim.users.list", new SandboxFault.TruncatedList());
      scenario.requestSync("cut off");
      var condition =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Reachable", "Unreachable");
      assertThat(condition.message()).contains("cut off");
      assertThat(scenario.awaitReady(Team.class, "vision").getStatus().id()).isNotNull();
      scenario.sandbox().faults().clear();
      scenario.awaitReady(WandbServer.class, scenario.server());
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }

  @Test
  void clock_skew_after_a_lost_response_creates_no_second_account() {
    try (var scenario = ready()) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().clockSkew(Duration.ofMinutes(10));
      scenario
          .sandbox()
          .faults()
          .once("graphql.createServiceAccount", new SandboxFault.DropAfter());
      scenario.apply(ACCOUNT);
      var condition =
          scenario.awaitReason(WandbServiceAccount.class, "trainer", "Synced", "ClockSkew");
      assertThat(condition.message()).contains("clocks");
      scenario.sandbox().clockSkew(Duration.ZERO);
      scenario.awaitReady(WandbServiceAccount.class, "trainer");
      assertThat(scenario.sandbox().world().serviceAccounts("vision"))
          .filteredOn(found -> found.username().equals("trainer"))
          .hasSize(1);
    }
  }
}
