package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.Conflict;
import com.wandb.iam.wandb.WandbException.Invalid;
import com.wandb.iam.wandb.transport.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Registry roles: read, granted, changed and removed. */
class RegistryRolesContractTest {
  private static Sandbox start(SandboxVersion version) {
    var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(version));
    List.of("model", "dataset", "prompts").forEach(sandbox.world()::addRegistry);
    sandbox.world().addUser("alice", "alice@example.com");
    return sandbox;
  }

  private static WandbApi connect(Sandbox sandbox) {
    return Connections.to(sandbox.url(), ApiKey.of(sandbox.adminKey()), "");
  }

  private static RemoteUser alice(WandbApi api) {
    return api.users().byUsername("alice").orElseThrow();
  }

  static Stream<Arguments> versionsAndReadings() {
    return Arrays.stream(SandboxVersion.values())
        .flatMap(version -> Stream.of(Arguments.of(version, false), Arguments.of(version, true)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndReadings")
  void unnamed_roles_stay_however_the_server_replaces(SandboxVersion version, boolean replacesAll) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.switches().set(SandboxSwitch.REGISTRY_ROLES_REPLACE_ALL, replacesAll);
      assertThat(api.probe().can(Capability.REGISTRY_ROLES)).isTrue();
      var users = api.users();
      var given =
          users.changeRegistryRoles(
              alice(api), Map.of("model", "viewer", "dataset", "member"), Set.of());
      assertThat(given.registryRoles()).isEqualTo(Map.of("model", "viewer", "dataset", "member"));

      long mark = sandbox.journal().mark();
      var changed =
          users.changeRegistryRoles(
              given, Map.of("model", "admin", "prompts", "restricted_viewer"), Set.of());
      assertThat(sandbox.journal().since(mark)).as("requests").hasSize(1);
      assertThat(changed.registryRoles())
          .isEqualTo(Map.of("model", "admin", "dataset", "member", "prompts", "restricted_viewer"));

      mark = sandbox.journal().mark();
      var left =
          users.changeRegistryRoles(
              changed, Map.of("dataset", "viewer"), Set.of("model", "prompts"));
      assertThat(sandbox.journal().since(mark)).as("requests").hasSize(1);
      assertThat(left.registryRoles()).isEqualTo(Map.of("dataset", "viewer"));
      assertThat(alice(api)).isEqualTo(left);
    }
  }

  @ParameterizedTest
  @EnumSource
  void reads_return_registry_roles_and_inactive_accounts(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var bob = sandbox.world().addUser("bob", "bob@example.com");
      var alice = alice(api);
      api.users().changeRegistryRoles(alice, Map.of("model", "restricted_viewer"), Set.of());
      sandbox.world().deactivate(alice.id());

      var listed =
          api.users().list().stream().filter(user -> user.id().equals(alice.id())).findFirst();
      for (var read :
          List.of(listed, api.users().byId(alice.id()), api.users().byUsername("alice"))) {
        assertThat(read.orElseThrow())
            .returns(false, RemoteUser::active)
            .returns(Map.of("model", "restricted_viewer"), RemoteUser::registryRoles);
      }
      assertThat(api.users().byId(bob).orElseThrow())
          .returns(true, RemoteUser::active)
          .returns(Map.of(), RemoteUser::registryRoles);
      assertThat(api.users().list())
          .filteredOn(user -> !user.active())
          .extracting(RemoteUser::id)
          .containsExactly(alice.id());
    }
  }

  @ParameterizedTest
  @EnumSource
  void write_to_a_changed_account_is_stale_without_effect(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var read = alice(api);
      api.users().changeRegistryRoles(read, Map.of("model", "member"), Set.of());

      assertThatThrownBy(
              () -> api.users().changeRegistryRoles(read, Map.of("model", "admin"), Set.of()))
          .asInstanceOf(type(Conflict.class))
          .returns(true, Conflict::stale);
      assertThat(alice(api).registryRoles()).isEqualTo(Map.of("model", "member"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_unknown_registry_or_role_is_invalid(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var read = alice(api);
      assertThatThrownBy(
              () -> api.users().changeRegistryRoles(read, Map.of("gone", "member"), Set.of()))
          .isInstanceOf(Invalid.class)
          .hasMessageContaining("gone");
      assertThatThrownBy(() -> api.users().changeRegistryRoles(read, Map.of(), Set.of("gone")))
          .isInstanceOf(Invalid.class);
      assertThatThrownBy(
              () -> api.users().changeRegistryRoles(read, Map.of("model", "emperor"), Set.of()))
          .isInstanceOf(Invalid.class);
      assertThat(alice(api).registryRoles()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"V0_78", "V0_80_1"})
  void service_accounts_are_no_holders_of_registry_roles(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.world().addTeam("vision");
      var robot = sandbox.world().addServiceAccount("vision", "robot");
      var read = api.users().byId(robot).orElseThrow();
      assertThatThrownBy(
              () -> api.users().changeRegistryRoles(read, Map.of("model", "member"), Set.of()))
          .isInstanceOf(Invalid.class);
    }
  }

  private static RemoteUser read(String version) {
    return new RemoteUser(
        "VXNlcjox", "bob", List.of(), null, true, null, false, null, Map.of(), null, version);
  }

  @Test
  void one_versioned_patch_adds_and_removes_roles() {
    try (var server = ScriptedServer.always(200, "{\"id\":\"VXNlcjox\",\"userName\":\"bob\"}");
        var api = Connections.to(server.url())) {
      api.users()
          .changeRegistryRoles(
              read("W/\"7\""),
              Map.of("model", "admin", "dataset", "restricted_viewer"),
              Set.of("x", "o\"dd"));
      assertThat(server.received()).hasSize(1);
      var request = server.received().getFirst();
      assertThat(request.method()).isEqualTo("PATCH");
      assertThat(request.target()).isEqualTo("/scim/Users/VXNlcjox");
      assertThat(request.header("If-Match")).isEqualTo("W/\"7\"");
      assertThat(Json.read(request.body()))
          .isEqualTo(
              Json.read(
                  """
                  {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [
                    {"op": "add", "path": "registryRoles", "value": [
                      {"registryName": "dataset", "roleName": "restricted_viewer"},
                      {"registryName": "model", "roleName": "admin"}]},
                    {"op": "remove", "path": "registryRoles[registryName eq \\"o\\\\\\"dd\\"]"},
                    {"op": "remove", "path": "registryRoles[registryName eq \\"x\\"]"}]}\
                  """));
    }
  }

  @Test
  void without_a_change_nothing_is_sent_and_a_contradiction_neither() {
    try (var server = ScriptedServer.always(500, "");
        var api = Connections.to(server.url())) {
      var read = read("W/\"7\"");
      assertThat(api.users().changeRegistryRoles(read, Map.of(), Set.of())).isSameAs(read);
      assertThatThrownBy(
              () ->
                  api.users().changeRegistryRoles(read, Map.of("model", "admin"), Set.of("model")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(server.received()).isEmpty();
    }
  }
}
