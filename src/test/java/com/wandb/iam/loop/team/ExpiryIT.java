package com.wandb.iam.loop.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Access that ends at a declared time. */
class ExpiryIT {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  private static Scenario withTeam() {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.requestSync("people");
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    return scenario;
  }

  private static void declare(Scenario scenario, String name, String role, Instant end) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: %s}
        spec:
          teamRef: {name: vision}
          user: {username: alice}
          role: %s
          expiresAt: "%s"
        """
            .formatted(name, role, end.truncatedTo(ChronoUnit.SECONDS)));
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time);
  }

  @Test
  void expired_access_ends_and_the_resource_reports_it() {
    try (var scenario = withTeam()) {
      declare(scenario, "guest", "Member", in(Duration.ofHours(1)));
      scenario.awaitReason(TeamMembership.class, "guest", "Active", "Active");
      assertThat(scenario.memberNames("vision")).contains("alice");

      var end = in(Duration.ofSeconds(2));
      declare(scenario, "guest", "Member", end);
      scenario.awaitReason(TeamMembership.class, "guest", "Active", "Expired");
      assertThat(Instant.now()).isAfterOrEqualTo(end.truncatedTo(ChronoUnit.SECONDS));
      assertThat(scenario.awaitReason(TeamMembership.class, "guest", "Ready", "Expired").status())
          .isEqualTo("True");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice");

      declare(scenario, "guest", "Member", in(Duration.ofHours(1)));
      scenario.awaitReason(TeamMembership.class, "guest", "Active", "Active");
      assertThat(scenario.memberNames("vision")).contains("alice");
    }
  }

  @Test
  void already_expired_membership_grants_no_access() {
    try (var scenario = withTeam()) {
      long writes = scenario.serverWrites();
      declare(scenario, "late", "Member", LONG_AGO);
      scenario.awaitReason(TeamMembership.class, "late", "Ready", "Expired");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }

  @Test
  void expired_last_admin_stays() {
    try (var scenario = withTeam()) {
      declare(scenario, "boss", "Admin", in(Duration.ofHours(1)));
      scenario.awaitReady(TeamMembership.class, "boss");
      declare(scenario, "boss", "Admin", LONG_AGO);
      scenario.awaitReason(TeamMembership.class, "boss", "Stalled", "LastAdmin");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
    }
  }

  @Test
  void expired_membership_does_not_keep_a_removed_member() {
    try (var scenario = withTeam()) {
      declare(scenario, "ended", "Member", LONG_AGO);
      scenario.awaitReason(TeamMembership.class, "ended", "Ready", "Expired");
      declare(scenario, "current", "Member", in(Duration.ofHours(1)));
      scenario.awaitReady(TeamMembership.class, "current");
      scenario.delete(TeamMembership.class, "current");
      scenario.awaitGone(TeamMembership.class, "current");
      assertThat(scenario.memberNames("vision")).doesNotContain("alice");
    }
  }
}
