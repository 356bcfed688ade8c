package com.wandb.iam.loop.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;

/** Access of namespaces to a server and its limits, at the first and at every later write. */
class TenantsIT {
  private static final String MEMBERSHIP =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: %s}
      spec:
        teamRef: {name: vision}
        user: {email: %s}
        role: %s
      """;

  private static Scenario with(String tenant) {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.sandbox().world().addUser("mallory", "mallory@elsewhere.org");
    tenants(scenario, tenant);
    scenario.requestSync("people");
    return scenario;
  }

  private static void tenants(Scenario scenario, String tenant) {
    scenario.applyServer("tenants:\n- " + tenant.formatted(scenario.namespace()));
    scenario.awaitReady(WandbServer.class, scenario.server());
  }

  @Test
  void namespace_without_tenants_entry_causes_no_writes() {
    try (var scenario = with("{name: others, namespaces: [somebody-else], teams: ['*']}")) {
      long writes = scenario.serverWrites();
      scenario.applyTeam();
      var accepted = scenario.awaitReason(Team.class, "vision", "Accepted", "NotAllowed");
      assertThat(accepted.message()).contains("spec.name", "administrator").doesNotContain("else");
      assertThat(scenario.serverWrites()).isEqualTo(writes);
    }
  }

  @Test
  void namespace_label_grants_access_to_waiting_resources() {
    try (var scenario =
        with("{name: labelled, namespaceSelector: {matchLabels: {team: vision}}, teams: ['*']}")) {
      scenario.applyTeam();
      scenario.awaitReason(Team.class, "vision", "Accepted", "NotAllowed");
      scenario
          .client()
          .namespaces()
          .withName(scenario.namespace())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"labels\":{\"team\":\"vision\"}}}");
      scenario.awaitReady(Team.class, "vision");
    }
  }

  @Test
  void team_names_are_limited_by_the_tenants_entry() {
    try (var scenario = with("{name: ours, namespaces: [%s], teams: ['speech-*']}")) {
      scenario.applyTeam();
      scenario.awaitReason(Team.class, "vision", "Accepted", "NotAllowed");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: speech}
          spec: {name: speech-one, serverRef: {name: $SERVER}}
          """);
      scenario.awaitReady(Team.class, "speech");
      assertThat(scenario.sandbox().world().teams())
          .contains("speech-one")
          .doesNotContain("vision");
    }
  }

  @Test
  void forbidden_user_is_reported_like_an_unknown_user() {
    try (var scenario =
        with(
            "{name: ours, namespaces: [%s], teams: ['*'], roles: [Member], users:"
                + " ['*@example.com']}")) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.apply(MEMBERSHIP.formatted("boss", "alice@example.com", "Admin"));
      scenario.awaitReason(TeamMembership.class, "boss", "Accepted", "NotAllowed");
      scenario.apply(MEMBERSHIP.formatted("guest", "mallory@elsewhere.org", "Member"));
      scenario.apply(MEMBERSHIP.formatted("nobody", "nobody@elsewhere.org", "Member"));
      var known = scenario.awaitReason(TeamMembership.class, "guest", "Accepted", "NotAllowed");
      var unknown = scenario.awaitReason(TeamMembership.class, "nobody", "Accepted", "NotAllowed");
      assertThat(known.message()).isEqualTo(unknown.message());
      assertThat(scenario.memberNames("vision")).doesNotContain("alice", "mallory");
    }
  }

  @Test
  void narrowed_tenants_entry_stops_grants_and_revokes_none() {
    try (var scenario =
        with("{name: ours, namespaces: [%s], teams: ['*'], roles: ['*'], users: ['*']}")) {
      scenario.applyTeam();
      scenario.apply(MEMBERSHIP.formatted("alice", "alice@example.com", "Admin"));
      scenario.awaitReady(TeamMembership.class, "alice");

      tenants(scenario, "{name: ours, namespaces: [%s], teams: ['*'], roles: [Viewer]}");
      scenario.awaitReason(TeamMembership.class, "alice", "Accepted", "NotAllowed");
      scenario.apply(MEMBERSHIP.formatted("mallory", "mallory@elsewhere.org", "Member"));
      scenario.awaitReason(TeamMembership.class, "mallory", "Accepted", "NotAllowed");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("admin");
      assertThat(scenario.memberNames("vision")).doesNotContain("mallory");
    }
  }

  @Test
  void namespace_removed_from_tenants_gets_no_new_accounts() {
    try (var scenario = with("{name: ours, namespaces: [%s], teams: ['*']}")) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      tenants(scenario, "{name: ours, namespaces: [somebody-else], teams: ['*']}");
      scenario.awaitReason(Team.class, "vision", "Accepted", "NotAllowed");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: ServiceAccount
          metadata: {name: trainer}
          spec: {teamRef: {name: vision}}
          """);
      scenario.awaitThat(
          WandbServiceAccount.class,
          "trainer",
          account -> account.getStatus().observedGeneration() == 1);
      assertThat(scenario.sandbox().world().teams()).contains("vision");
      assertThat(scenario.sandbox().world().serviceAccounts("vision"))
          .noneMatch(account -> account.username().contains("trainer"));
    }
  }
}
