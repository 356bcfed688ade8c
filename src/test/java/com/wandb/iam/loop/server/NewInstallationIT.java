package com.wandb.iam.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The server behind the address is made anew: its ids are those of other people and accounts. */
class NewInstallationIT {
  private static final Pattern ACCEPTANCE = Pattern.compile("accept-organization=([0-9a-f]{16})");

  private static Scenario declared(SandboxOptions options) {
    var scenario = Scenario.ready(options);
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.requestSync("people");
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: alice}
        spec: {teamRef: {name: vision}, user: {username: alice}, role: Admin}
        ---
        apiVersion: iam.wandb.com/v1alpha1
        kind: ServiceAccount
        metadata: {name: trainer}
        spec: {teamRef: {name: vision}}
        """);
    scenario.awaitReady(TeamMembership.class, "alice");
    scenario.awaitReady(WandbServiceAccount.class, "trainer");
    return scenario;
  }

  @Test
  void new_installation_is_never_written_until_it_is_accepted() {
    var options = SandboxOptions.defaults().withVersion(SandboxVersion.V0_81);
    try (var scenario = declared(options)) {
      var alice = scenario.userId("alice");
      var trainer = scenario.userId("trainer");
      try (var anew = Sandbox.start(options)) {
        assertThat(anew.world().addUser("mallory", "mallory@example.com")).isEqualTo(alice);
        while (anew.world().users().stream().noneMatch(user -> user.id().equals(trainer))) {
          var name = "person-" + anew.world().users().size();
          anew.world().addUser(name, name + "@example.com");
        }
        anew.world().addTeam("vision");
        var people = anew.world().users();
        // Another port, because tests side by side take a port as soon as it is free.
        scenario.apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: WandbServer
            metadata: {name: $SERVER}
            spec:
              url: %s
              credentials: {secretRef: {name: $SERVER}}
              sync: {interval: 10s}
            """
                .formatted(anew.url()));
        var told =
            scenario.awaitReason(
                WandbServer.class, scenario.server(), "Stalled", "OrganizationChanged");
        scenario.delete(TeamMembership.class, "alice");
        scenario.delete(WandbServiceAccount.class, "trainer");
        scenario.awaitReason(WandbServiceAccount.class, "trainer", "Ready", "ServerNotReady");
        scenario.awaitReason(TeamMembership.class, "alice", "Ready", "ServerNotReady");
        assertThat(anew.journal().writes(0)).isEmpty();

        var value = ACCEPTANCE.matcher(told.message());
        assertThat(value.find()).as(told.message()).isTrue();
        scenario.annotateServer("iam.wandb.com/accept-organization", value.group(1));
        scenario.awaitReason(Team.class, "vision", "Ready", "Conflict");
        scenario.awaitGone(WandbServiceAccount.class, "trainer");
        scenario.awaitGone(TeamMembership.class, "alice");
        assertThat(anew.journal().writes(0)).isEmpty();
        assertThat(anew.world().users()).isEqualTo(people);
        assertThat(people).extracting(SandboxWorld.User::teamRoles).containsOnly(Map.of());
      }
    }
  }
}
