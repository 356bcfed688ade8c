package com.wandb.iam.wandb.http;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxLicence;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.Conflict;
import com.wandb.iam.wandb.WandbException.NotFound;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every operation of the client on every version of the server, from reading to deleting. */
class VersionsContractTest {
  private static final int MORE_THAN_ONE_QUERY_OF_TEAMS = 51;

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void probe_returns_identity_and_server(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var facts = api.probe();

      assertThat(facts.version()).hasToString(version.text());
      assertThat(facts.viewer().username()).isEqualTo("wandb-operator");
      assertThat(facts.organization()).isNotNull();
      assertThat(facts.organization().name()).isEqualTo("acme");
      assertThat(facts.can(Capability.HASHED_KEYS)).isEqualTo(version == SandboxVersion.V0_84);
      long mark = sandbox.journal().mark();
      assertThat(api.probe().organization()).isEqualTo(facts.organization());
      assertThat(sandbox.journal().since(mark)).as("requests of a later probe").hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void users_are_created_found_and_deleted(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var users = api.users();
      var made = users.create("dora", "Dora@Example.com");

      assertThat(users.byId(made.id())).map(RemoteUser::username).contains("dora");
      assertThat(users.byUsername("dora")).map(RemoteUser::id).contains(made.id());
      assertThat(users.byEmail("dora@example.com")).map(RemoteUser::id).contains(made.id());
      assertThat(users.byEmail("d@example.com")).isEmpty();
      assertThat(users.list()).map(RemoteUser::id).contains(made.id());
      assertThatThrownBy(() -> users.create("dora", "other@example.com"))
          .isInstanceOf(Conflict.class);

      users.delete(made.id());

      assertThat(users.byId(made.id())).isEmpty();
      assertThat(users.byUsername("dora")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void teams_are_created_filled_emptied_and_deleted(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var alice = sandbox.world().addUser("alice", "alice@example.com");
      var bob = sandbox.world().addUser("bob", "bob@example.com");
      var teams = api.teams();
      var made = teams.create("vision", List.of(alice), null);

      assertThat(teams.byName("vision")).map(RemoteTeam::id).contains(made.id());
      assertThat(teams.byId(made.id())).map(RemoteTeam::name).contains("vision");
      assertThat(teams.list()).map(RemoteTeam::name).contains("vision");
      assertThatThrownBy(() -> teams.create("vision", List.of(), null))
          .isInstanceOf(Conflict.class);

      teams.addMembers(made.id(), List.of(alice, bob));
      assertThat(roster(api, "vision").members())
          .extracting(RemoteMember::userId, RemoteMember::role)
          .contains(tuple(alice, MEMBER), tuple(bob, MEMBER));
      teams.removeMember(made.id(), bob);
      assertThat(roster(api, "vision").member(bob)).isEmpty();

      teams.delete("vision");
      assertThat(teams.byName("vision")).isEmpty();
      assertThat(teams.byId(made.id())).isEmpty();
      assertThatThrownBy(() -> teams.delete("vision")).isInstanceOf(NotFound.class);
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void rosters_have_roles_invitations_and_service_accounts(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var world = sandbox.world();
      var alice = world.addUser("alice", "alice@example.com");
      var names =
          IntStream.range(0, MORE_THAN_ONE_QUERY_OF_TEAMS).mapToObj(n -> "team-" + n).toList();
      names.forEach(world::addTeam);
      world.addMember("team-50", alice, "viewer");
      world.invite("team-50", "new@example.com");
      var robot = world.addServiceAccount("team-50", "robot");

      assertThat(api.teams().rosters(names)).map(RemoteRoster::teamName).containsAll(names);
      var roster = roster(api, "team-50");
      assertThat(roster.member(alice)).map(RemoteMember::role).contains(VIEWER);
      assertThat(roster.member(robot)).map(RemoteMember::type).contains(AccountType.SERVICE);
      assertThat(roster.members())
          .filteredOn(RemoteMember::pending)
          .singleElement()
          .returns(null, RemoteMember::userId)
          .returns("new@example.com", RemoteMember::email);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "V0_78, false",
    "V0_78, true",
    "V0_80_1, false",
    "V0_80_1, true",
    "V0_81, false",
    "V0_81, true",
    "V0_83, false",
    "V0_83, true",
    "V0_84, false",
    "V0_84, true"
  })
  void other_team_roles_stay_however_the_server_replaces(
      SandboxVersion version, boolean replacesAll) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.switches().set(SandboxSwitch.TEAM_ROLES_REPLACE_ALL, replacesAll);
      var world = sandbox.world();
      var alice = world.addUser("alice", "alice@example.com");
      for (var team : List.of("one", "two", "three")) {
        world.addTeam(team);
        world.addMember(team, alice, team.equals("one") ? "member" : "admin");
      }
      var read = api.users().byId(alice).orElseThrow();
      assertThat(read.teamRoles())
          .containsAllEntriesOf(Map.of("one", MEMBER, "two", ADMIN, "three", ADMIN));
      var wanted = new TreeMap<String, TeamRole>(read.teamRoles());
      wanted.put("one", ADMIN);

      api.users().replaceTeamRoles(read, wanted);

      assertThat(api.users().byId(alice).orElseThrow().teamRoles())
          .containsAllEntriesOf(Map.of("one", ADMIN, "two", ADMIN, "three", ADMIN));
      assertThatThrownBy(() -> api.users().replaceTeamRoles(read, wanted))
          .isInstanceOfSatisfying(Conflict.class, stale -> assertThat(stale.stale()).isTrue());
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void custom_roles_are_created_replaced_and_deleted(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var roles = api.roles();
      var made = roles.create("janitor", "Tidies up", true, Set.of("run:delete"));

      assertThat(roles.byId(made.id())).map(RemoteRole::added).contains(Set.of("run:delete"));
      assertThat(roles.list()).map(RemoteRole::name).contains("janitor");
      assertThat(made.inherited()).isNotEmpty().doesNotContain("run:delete");
      assertThatThrownBy(() -> roles.create("janitor", "Again", true, Set.of("run:delete")))
          .isInstanceOf(Conflict.class);

      roles.replace(made, "Tidies more", true, Set.of("run:delete", "run:stop"));
      assertThat(roles.byId(made.id()).orElseThrow())
          .returns("Tidies more", RemoteRole::description)
          .returns(Set.of("run:delete", "run:stop"), RemoteRole::added);
      assertThatThrownBy(() -> roles.replace(made, "Late", true, Set.of("run:stop")))
          .isInstanceOf(Conflict.class);

      roles.delete(made.id());
      assertThat(roles.byId(made.id())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void licence_without_custom_roles_is_refused_as_licence(SandboxVersion version) {
    try (var sandbox =
            Sandbox.start(
                SandboxOptions.defaults()
                    .withVersion(version)
                    .withLicence(SandboxLicence.STANDARD));
        var api = connect(sandbox)) {
      assertThatThrownBy(() -> api.roles().create("janitor", "Tidies", true, Set.of("run:delete")))
          .isInstanceOfSatisfying(
              Refused.class, no -> assertThat(no.reason()).isEqualTo(Refusal.LICENCE));
    }
  }

  @ParameterizedTest
  @EnumSource(value = SandboxVersion.class, mode = Mode.EXCLUDE, names = "V0_84")
  void service_account_keys_are_readable_before_hashing(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.world().addTeam("vision");
      api.probe();

      var id = api.serviceAccounts().create("vision", "robot");
      var account = api.serviceAccounts().byName("vision", "robot").orElseThrow();
      assertThat(account.userId()).isEqualTo(id);
      var first = api.apiKeys().readable("vision", id).orElseThrow();
      assertThat(api.apiKeys().holder(first).id()).isEqualTo(id);
      var last = replaceAndRevoke(api, account, first);

      api.serviceAccounts().delete("vision", id);
      assertThat(api.serviceAccounts().byName("vision", "robot")).isEmpty();
      assertKeySurvivesItsAccount(api, last);
    }
  }

  @ParameterizedTest
  @EnumSource(value = SandboxVersion.class, names = "V0_84")
  void hashed_keys_let_an_imported_key_create_the_next(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.world().addTeam("vision");
      api.probe();

      var id = api.serviceAccounts().create("vision", "robot");
      var account = api.serviceAccounts().byName("vision", "robot").orElseThrow();
      assertThat(account.userId()).isEqualTo(id);
      var imported = ApiKey.of(sandbox.world().issueKeyInApp(id, "by hand"));
      assertThat(api.apiKeys().readable("vision", id)).isEmpty();
      assertThat(api.apiKeys().holder(imported).id()).isEqualTo(id);
      var last = replaceAndRevoke(api, account, imported);

      api.serviceAccounts().delete("vision", id);
      assertThat(api.serviceAccounts().byName("vision", "robot")).isEmpty();
      assertKeySurvivesItsAccount(api, last);
    }
  }

  /**
   * Creates a second key with the first, and revokes the first one twice, because the second
   * revocation must not fail.
   */
  private static ApiKey replaceAndRevoke(WandbApi api, RemoteMember account, ApiKey first) {
    var keys = api.apiKeys();
    var before = keys.of(account);
    assertThat(before).hasSize(1);
    var second = keys.generate(first, "operator marker");
    assertThat(keys.holder(second.secret()).id()).isEqualTo(account.userId());
    assertThat(keys.of(account))
        .filteredOn(key -> key.id().equals(second.id()))
        .singleElement()
        .returns("operator marker", key -> key.description());

    keys.revoke(before.getFirst().id());
    keys.revoke(before.getFirst().id());

    assertThat(catchThrowableOfType(Refused.class, () -> keys.holder(first)).reason())
        .isEqualTo(Refusal.UNAUTHENTICATED);
    assertThat(keys.holder(second.secret()).id()).isEqualTo(account.userId());
    return second.secret();
  }

  /** Checks that the key of a deleted account stays valid until it is revoked by its id. */
  private static void assertKeySurvivesItsAccount(WandbApi api, ApiKey key) {
    var keys = api.apiKeys();
    var left = keys.ofHolder(key);
    assertThat(left).singleElement().returns("operator marker", one -> one.description());
    keys.revoke(left.getFirst().id());
    assertThat(catchThrowable(() -> keys.ofHolder(key))).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @CsvSource({"V0_83, TEAM_SERVICE_ACCOUNTS_OFF", "V0_84, TEAM_SERVICE_ACCOUNTS_OFF"})
  void disabled_service_accounts_are_refused_as_switched_off(
      SandboxVersion version, SandboxSwitch off) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.world().addTeam("vision");
      sandbox.switches().set(off, true);
      api.probe();

      assertThat(
              catchThrowableOfType(
                      Refused.class, () -> api.serviceAccounts().create("vision", "robot"))
                  .reason())
          .isEqualTo(Refusal.SWITCHED_OFF);
    }
  }

  @ParameterizedTest
  @EnumSource(value = SandboxVersion.class, names = "V0_84")
  void disabled_keys_are_refused_as_switched_off(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.world().addTeam("vision");
      var id = sandbox.world().addServiceAccount("vision", "robot");
      var own = ApiKey.of(sandbox.world().issueKeyInApp(id, "by hand"));
      sandbox.switches().set(SandboxSwitch.KEY_CREATION_OFF, true);

      assertThat(
              catchThrowableOfType(Refused.class, () -> api.apiKeys().generate(own, "marker"))
                  .reason())
          .isEqualTo(Refusal.SWITCHED_OFF);
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void fields_missing_from_lists_are_unknown_and_not_empty(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.switches().set(SandboxSwitch.LISTS_WITHOUT_TEAM_ROLES, true);
      sandbox.switches().set(SandboxSwitch.LISTS_WITHOUT_SERVICE_ACCOUNTS, true);
      var alice = sandbox.world().addUser("alice", "alice@example.com");
      sandbox.world().addTeam("vision");
      sandbox.world().addMember("vision", alice, "admin");
      var robot = sandbox.world().addServiceAccount("vision", "robot");

      assertThat(api.users().list())
          .filteredOn(user -> user.id().equals(alice))
          .singleElement()
          .returns(null, RemoteUser::teamRoles);
      assertThat(api.users().byId(alice).orElseThrow().teamRoles()).containsEntry("vision", ADMIN);
      assertThat(roster(api, "vision").member(robot)).isPresent();
    }
  }

  private static Sandbox start(SandboxVersion version) {
    return Sandbox.start(SandboxOptions.defaults().withVersion(version));
  }

  private static WandbApi connect(Sandbox sandbox) {
    return Connections.to(sandbox.url(), ApiKey.of(sandbox.adminKey()), "");
  }

  private static RemoteRoster roster(WandbApi api, String team) {
    return api.teams().rosters(List.of(team)).getFirst();
  }
}
