package com.wandb.iam.loop.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxLicence;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.Roles;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Custom roles: created, granted, kept, and never removed while members have them. */
class CustomRolesIT {
  private static final String ROLE =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: CustomRole
      metadata: {name: $SERVER}
      spec:
        serverRef: {name: $SERVER}
        name: janitor
        inherits: Viewer
        permissions: [%s]
      """;
  private static final String MEMBERSHIP =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: alice}
      spec:
        teamRef: {name: vision}
        user: {username: alice}
        role: janitor
      """;

  private static Scenario withTeam(SandboxVersion version) {
    var scenario = Scenario.ready(SandboxOptions.defaults().withVersion(version));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.requestSync("people");
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    return scenario;
  }

  private static CustomRole awaitRole(Scenario scenario) {
    return scenario.awaitReady(CustomRole.class, scenario.server());
  }

  private static Optional<RemoteRole> onServer(Scenario scenario) {
    return roles(scenario).list().stream()
        .filter(role -> role.name().equals("janitor"))
        .findFirst();
  }

  private static Roles roles(Scenario scenario) {
    var settings =
        new ConnectionSettings(
            scenario.sandbox().url(),
            ApiKey.of(scenario.sandbox().adminKey()),
            "",
            null,
            20,
            4,
            Duration.ofSeconds(5));
    return new HttpWandbConnector(InstantSource.system(), "test", RequestObserver.NONE)
        .connect("server", settings)
        .roles();
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void role_is_created_granted_and_changed_in_place(SandboxVersion version) {
    try (var scenario = withTeam(version)) {
      scenario.apply(MEMBERSHIP);
      scenario.awaitReason(TeamMembership.class, "alice", "Accepted", "RoleNotFound");
      scenario.apply(ROLE.formatted("run:stop"));
      var role = awaitRole(scenario);
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("janitor");
      scenario.awaitThat(
          CustomRole.class, scenario.server(), found -> found.getStatus().holders() == 1);

      scenario.apply(ROLE.formatted("run:stop, run:delete"));
      awaitRole(scenario);
      assertThat(onServer(scenario))
          .hasValueSatisfying(
              now -> {
                assertThat(now.id()).isEqualTo(role.getStatus().id());
                assertThat(now.added()).containsExactlyInAnyOrder("run:stop", "run:delete");
                assertThat(now.inheritsViewer()).isTrue();
              });
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("janitor");
    }
  }

  @Test
  void role_changed_or_deleted_in_the_app_is_restored() {
    try (var scenario = withTeam(SandboxVersion.V0_84)) {
      scenario.apply(ROLE.formatted("run:stop"));
      scenario.apply(MEMBERSHIP);
      scenario.awaitReady(TeamMembership.class, "alice");
      var made = onServer(scenario).orElseThrow();
      roles(scenario).replace(made, "by hand", false, Set.of("run:delete"));
      scenario.requestSync("changed");
      Awaitility.await()
          .until(() -> onServer(scenario).orElseThrow().added().equals(Set.of("run:stop")));
      assertThat(onServer(scenario).orElseThrow().inheritsViewer()).isTrue();

      roles(scenario).delete(made.id());
      assertThat(scenario.roleOf("vision", "alice")).isNotEqualTo("janitor");
      scenario.requestSync("deleted");
      Awaitility.await().until(() -> scenario.roleOf("vision", "alice").equals("janitor"));
      scenario.awaitReady(TeamMembership.class, "alice");
      assertThat(awaitRole(scenario).getStatus().id()).isNotEqualTo(made.id());
    }
  }

  @Test
  void existing_role_is_adopted_only_with_if_exists_then_kept() {
    try (var scenario = withTeam(SandboxVersion.V0_83)) {
      var id = scenario.sandbox().world().addRole("janitor", "member", List.of("run:stop"));
      scenario.apply(ROLE.formatted("run:delete"));
      scenario.awaitReason(CustomRole.class, scenario.server(), "Stalled", "Conflict");
      assertThat(onServer(scenario).orElseThrow().added()).containsExactly("run:stop");

      scenario.apply(ROLE.formatted("run:delete") + "  adoptionPolicy: IfExists\n");
      assertThat(awaitRole(scenario).getStatus())
          .satisfies(
              status -> {
                assertThat(status.id()).isEqualTo(id);
                assertThat(status.adopted()).isTrue();
              });
      assertThat(onServer(scenario).orElseThrow().added()).containsExactly("run:delete");
      scenario.delete(CustomRole.class, scenario.server());
      scenario.awaitGone(CustomRole.class, scenario.server());
      assertThat(onServer(scenario)).isPresent();
    }
  }

  @Test
  void a_role_stays_while_memberships_name_it() {
    try (var scenario = withTeam(SandboxVersion.V0_83)) {
      scenario.apply(ROLE.formatted("run:stop"));
      scenario.apply(MEMBERSHIP);
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.delete(CustomRole.class, scenario.server());
      var held = scenario.awaitReason(CustomRole.class, scenario.server(), "Stalled", "InUse");
      assertThat(held.message()).contains(scenario.namespace() + "/alice");
      assertThat(scenario.roleOf("vision", "alice")).isEqualTo("janitor");
      scenario.delete(TeamMembership.class, "alice");
      scenario.awaitGone(CustomRole.class, scenario.server());
      assertThat(onServer(scenario)).isEmpty();
    }
  }

  @Test
  void server_deletion_waits_for_its_roles() {
    try (var scenario = withTeam(SandboxVersion.V0_83)) {
      scenario.delete(Team.class, "vision");
      scenario.awaitGone(Team.class, "vision");
      scenario.apply(ROLE.formatted("run:stop"));
      awaitRole(scenario);
      scenario.delete(WandbServer.class, scenario.server());
      scenario.awaitReason(WandbServer.class, scenario.server(), "Ready", "InUse");
      scenario.delete(CustomRole.class, scenario.server());
      scenario.awaitGone(CustomRole.class, scenario.server());
      scenario.awaitGone(WandbServer.class, scenario.server());
      assertThat(onServer(scenario)).isEmpty();
    }
  }

  @Test
  void licence_without_custom_roles_is_reported() {
    try (var scenario =
        Scenario.ready(SandboxOptions.defaults().withLicence(SandboxLicence.STANDARD))) {
      scenario.apply(ROLE.formatted("run:stop"));
      var accepted =
          scenario.awaitReason(CustomRole.class, scenario.server(), "Accepted", "LicenceRequired");
      assertThat(accepted.message()).contains("licence", "custom roles");
    }
  }

  @Test
  void unknown_and_inherited_permissions_are_warnings() {
    try (var scenario = withTeam(SandboxVersion.V0_83)) {
      scenario.apply(ROLE.formatted("run:stpo, run:read"));
      assertThat(awaitRole(scenario).getStatus().warnings())
          .containsExactly(
              "The permission run:read is already inherited from Viewer.",
              "The permission run:stpo is unknown. Did you mean run:stop?");
    }
  }

  @Test
  void second_resource_for_the_same_role_reports_conflict() {
    try (var scenario = withTeam(SandboxVersion.V0_83)) {
      scenario.apply(ROLE.formatted("run:stop"));
      awaitRole(scenario);
      scenario.apply(
          ROLE.formatted("run:delete")
              .replace("metadata: {name: $SERVER}", "metadata: {name: $SERVER-2}"));
      scenario.awaitReason(CustomRole.class, scenario.server() + "-2", "Stalled", "Conflict");
      assertThat(onServer(scenario).orElseThrow().added()).containsExactly("run:stop");
    }
  }
}
