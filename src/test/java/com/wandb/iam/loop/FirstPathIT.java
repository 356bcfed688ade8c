package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The path from a manifest to a working key. */
class FirstPathIT {
  private static final String MANIFESTS =
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
        user: {email: Alice@example.com}
        role: Admin
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: others}
      spec:
        teamRef: {name: vision}
        users: [{email: bob@example.com}, {username: carol}]
        role: Member
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer}
      spec:
        teamRef: {name: vision}
        secret: {netrc: true}
      """;

  private static Scenario withPeople(SandboxVersion version) {
    var scenario = Scenario.ready(SandboxOptions.defaults().withVersion(version));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.sandbox().world().addUser("bob", "bob@example.com");
    scenario.sandbox().world().addUser("carol", "carol@example.com");
    scenario.requestSync("people");
    return scenario;
  }

  @ParameterizedTest
  @EnumSource(names = "V0_84", mode = EnumSource.Mode.EXCLUDE)
  void manifests_create_a_team_with_members_and_a_working_key(SandboxVersion version) {
    try (var scenario = withPeople(version)) {
      scenario.apply(MANIFESTS);
      scenario.awaitReady(Team.class, "vision");
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.awaitReady(TeamMembership.class, "others");
      scenario.awaitReady(WandbServiceAccount.class, "trainer");

      var key = scenario.secretValue("trainer-wandb", "WANDB_API_KEY");
      assertThat(holderOf(scenario, key)).isEqualTo(accountId(scenario));
      assertThat(scenario.secretValue("trainer-wandb", "WANDB_ENTITY")).isEqualTo("vision");
      assertThat(scenario.secretValue("trainer-wandb", "WANDB_BASE_URL"))
          .isEqualTo(scenario.sandbox().url().toString());
      assertThat(scenario.secretValue("trainer-wandb", "netrc"))
          .contains("machine 127.0.0.1", "password " + key);
    }
  }

  @Test
  void server_with_hashed_keys_requires_and_accepts_a_key_import() {
    try (var scenario = withPeople(SandboxVersion.V0_84)) {
      scenario.apply(MANIFESTS);
      scenario.awaitReason(WandbServiceAccount.class, "trainer", "Stalled", "ImportRequired");
      var first = scenario.sandbox().world().issueKeyInApp(accountId(scenario), "first");
      scenario
          .client()
          .resource(
              Scenario.secret(
                  scenario.namespace(),
                  "first-key",
                  Map.of("iam.wandb.com/source", "true"),
                  Map.of("apiKey", first)))
          .create();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: ServiceAccount
          metadata: {name: trainer}
          spec:
            teamRef: {name: vision}
            secret: {netrc: true}
            apiKey: {importFrom: {secretRef: {name: first-key, key: apiKey}}}
          """);
      scenario.awaitReady(WandbServiceAccount.class, "trainer");
      assertThat(holderOf(scenario, scenario.secretValue("trainer-wandb", "WANDB_API_KEY")))
          .isEqualTo(accountId(scenario));
    }
  }

  @Test
  void server_status_shows_version_capabilities_and_identity() {
    try (var scenario = withPeople(SandboxVersion.V0_81)) {
      var status = scenario.get(WandbServer.class, scenario.server()).getStatus();
      assertThat(status.version()).isEqualTo("0.81.0");
      assertThat(status.capabilities()).contains("Scim", "ScimServiceAccounts");
      assertThat(status.capabilities()).doesNotContain("HashedKeys");
      assertThat(status.organization().name()).isEqualTo("acme");
      assertThat(status.operatorIdentity().kind()).isEqualTo("OrganizationServiceAccount");
    }
  }

  private static String accountId(Scenario scenario) {
    return scenario.get(WandbServiceAccount.class, "trainer").getStatus().id();
  }

  private static String holderOf(Scenario scenario, String key) {
    var settings =
        new ConnectionSettings(
            scenario.sandbox().url(), ApiKey.of(key), "", null, 20, 4, Duration.ofSeconds(5));
    try (var api =
        new HttpWandbConnector(InstantSource.system(), "test", RequestObserver.NONE)
            .connect("server", settings)) {
      return api.apiKeys().holder(ApiKey.of(key)).id();
    }
  }
}
