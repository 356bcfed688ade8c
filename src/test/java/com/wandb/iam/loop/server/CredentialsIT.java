package com.wandb.iam.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connection to a server: its URL, its credential, and its organization. */
class CredentialsIT {
  private static final String WRONG = "local-wrong_wrong_wrong_wrong_wrong_wrong_wrong_wrong";

  @Test
  void server_down_at_first_is_used_after_it_starts() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      scenario.sandbox().stop();
      scenario.credential(scenario.sandbox().adminKey());
      scenario.applyServer("");
      scenario.applyTeam();
      var condition =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Reachable", "Unreachable");
      assertThat(condition.message()).contains("Nothing answers at");
      scenario.awaitReason(Team.class, "vision", "Ready", "ServerNotReady");
      scenario.sandbox().resume();
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.awaitReady(Team.class, "vision");
    }
  }

  @Test
  void wrong_key_is_reported_and_a_corrected_secret_is_used() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      scenario.credential(WRONG);
      scenario.applyServer("");
      var condition =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Authorized", "Unauthorized");
      assertThat(condition.message()).contains("does not know this API key").doesNotContain(WRONG);
      scenario.credential(scenario.sandbox().adminKey());
      scenario.awaitReady(WandbServer.class, scenario.server());
    }
  }

  @Test
  void key_without_admin_rights_is_reported_as_forbidden() {
    try (var scenario =
        Scenario.bare(SandboxOptions.defaults().withVersion(SandboxVersion.V0_84))) {
      var world = scenario.sandbox().world();
      world.addTeam("existing");
      var account = world.addServiceAccount("existing", "robot");
      scenario.credential(world.issueKeyInApp(account, "robot's"));
      scenario.applyServer("");
      var condition =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Authorized", "Forbidden");
      assertThat(condition.message())
          .contains("robot", "neither an admin of the organization nor an organization service");
    }
  }

  @Test
  void expired_admin_key_stops_all_writes() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().expireAdminKey();
      scenario.applyTeam();
      scenario.awaitReason(WandbServer.class, scenario.server(), "Authorized", "Unauthorized");
      assertThat(scenario.sandbox().world().teams()).doesNotContain("vision");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCIM_NOT_ROUTED_PAGE", "SCIM_NOT_ROUTED_404"})
  void unrouted_scim_is_reported_as_scim_not_routed(SandboxSwitch how) {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      scenario.sandbox().switches().set(how, true);
      scenario.credential(scenario.sandbox().adminKey());
      scenario.applyServer("");
      var condition =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Reachable", "ScimNotRouted");
      assertThat(condition.message())
          .contains("/scim is not routed", "global.api.additionalPaths.scim");
    }
  }

  @Test
  void a_missing_secret_and_a_missing_entry_are_named() {
    try (var scenario = Scenario.bare(SandboxOptions.defaults())) {
      scenario.applyServer("");
      var missing =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Accepted", "SecretNotFound");
      assertThat(missing.message()).contains(OperatorUnderTest.NAMESPACE, scenario.server());
      scenario.credential("not a key");
      var odd =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Accepted", "KeyInvalid");
      assertThat(odd.message()).contains("was not sent anywhere").doesNotContain("not a key;");
    }
  }

  @Test
  void changed_organization_stops_writes_until_it_is_accepted() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.sandbox().changeOrganization("T3JnYW5pemF0aW9uOjk5", "other");
      scenario.requestSync("other");
      var condition =
          scenario.awaitReason(
              WandbServer.class, scenario.server(), "Stalled", "OrganizationChanged");
      assertThat(condition.message())
          .contains("iam.wandb.com/accept-organization=T3JnYW5pemF0aW9uOjk5");
      long writes = scenario.serverWrites();
      scenario.applyTeam("speech");
      scenario.awaitReason(Team.class, "speech", "Ready", "ServerNotReady");
      assertThat(scenario.serverWrites()).isEqualTo(writes);

      scenario.annotateServer("iam.wandb.com/accept-organization", "T3JnYW5pemF0aW9uOjk5");
      scenario.awaitReady(Team.class, "speech");
      assertThat(
              scenario
                  .get(WandbServer.class, scenario.server())
                  .getStatus()
                  .handled()
                  .get("accept-organization"))
          .isEqualTo("T3JnYW5pemF0aW9uOjk5");
    }
  }

  @Test
  void ten_minutes_of_clock_skew_are_reported() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().clockSkew(Duration.ofMinutes(10));
      scenario.requestSync("late");
      var condition =
          scenario.awaitReason(WandbServer.class, scenario.server(), "ClockInSync", "ClockSkew");
      assertThat(condition.message()).contains("minutes");
      scenario.sandbox().clockSkew(Duration.ZERO);
      scenario.requestSync("in time");
      scenario.awaitReason(WandbServer.class, scenario.server(), "ClockInSync", "Ok");
    }
  }

  @Test
  void invalid_ca_bundle_is_reported_and_no_request_is_sent() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario
          .client()
          .resource(
              Scenario.secret(
                  OperatorUnderTest.NAMESPACE,
                  scenario.server() + "-ca",
                  Map.of(),
                  Map.of("ca.crt", "no certificate")))
          .create();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: WandbServer
          metadata: {name: $SERVER}
          spec:
            url: https://127.0.0.1:1
            credentials: {secretRef: {name: $SERVER}}
            tls: {caBundleRef: {kind: Secret, name: $SERVER-ca, key: ca.crt}}
          """);
      var stalled =
          scenario.awaitReason(WandbServer.class, scenario.server(), "Stalled", "Invalid");
      assertThat(stalled.message()).contains("certificate");
      long mark = scenario.sandbox().journal().mark();
      scenario.applyTeam();
      scenario.awaitReason(Team.class, "vision", "Ready", "ServerNotReady");
      assertThat(scenario.sandbox().journal().since(mark)).isEmpty();
    }
  }
}
