package com.wandb.iam.sandbox;

import static com.wandb.iam.sandbox.Probe.GROUP;
import static com.wandb.iam.sandbox.Probe.ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.state.SandboxLicence;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** SCIM calls for teams, their members and roles, and service accounts. */
class SandboxScimTeamsTest {
  private Sandbox sandbox = Sandbox.start(SandboxOptions.defaults());

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private void restart(SandboxOptions options) {
    sandbox.close();
    sandbox = Sandbox.start(options);
  }

  private Probe scim() {
    return Probe.scim(sandbox);
  }

  private String user(String name) {
    return sandbox.world().addUser(name, name + "@example.com");
  }

  private static List<String> texts(JsonNode list, String field) {
    return list.findValuesAsText(field);
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void shows_service_accounts_since_0_81_only(SandboxVersion version) {
    restart(SandboxOptions.defaults().withVersion(version));
    sandbox.world().addTeam("vision");
    String account = sandbox.world().addServiceAccount("vision", "trainer");
    JsonNode users = scim().get("/scim/Users").json();
    JsonNode members = scim().get("/scim/Groups").json().path("Resources").path(0).path("members");
    boolean shown = version.compareTo(SandboxVersion.V0_81) >= 0;
    assertThat(texts(users, "userName").contains("trainer")).isEqualTo(shown);
    assertThat(users.toString().contains("accountType")).isEqualTo(shown);
    assertThat(scim().get("/scim/Users/" + account).status()).isEqualTo(shown ? 200 : 404);
    assertThat(members.isNull()).isEqualTo(!shown);
  }

  @ParameterizedTest
  @CsvSource({"false,admin", "true,member"})
  void replaces_team_roles_in_both_semantics(boolean all, String otherRole) {
    String alice = user("alice");
    for (String team : List.of("vision", "audio")) {
      sandbox.world().addTeam(team);
      sandbox.world().addMember(team, alice, team.equals("audio") ? "admin" : "member");
    }
    sandbox.switches().set(SandboxSwitch.TEAM_ROLES_REPLACE_ALL, all);
    String value = "[{\"teamName\":\"vision\",\"roleName\":\"viewer\"}]";
    Probe.Answer answer =
        scim()
            .patch(
                "/scim/Users/" + alice,
                "{\"op\":\"replace\",\"path\":\"teamRoles\",\"value\":" + value + "}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(sandbox.world().members("vision"))
        .extracting(SandboxWorld.Member::role)
        .containsExactly("viewer");
    assertThat(sandbox.world().members("audio"))
        .extracting(SandboxWorld.Member::role)
        .containsExactly(otherRole);
  }

  @Test
  void switch_omits_team_roles_from_lists() {
    String alice = user("alice");
    sandbox.world().addTeam("vision");
    sandbox.world().addMember("vision", alice, "admin");
    sandbox.switches().set(SandboxSwitch.LISTS_WITHOUT_TEAM_ROLES, true);
    assertThat(scim().get("/scim/Users").text()).doesNotContain("teamRoles");
    assertThat(
            scim()
                .get("/scim/Users/" + alice)
                .json()
                .path("teamRoles")
                .path(0)
                .path("roleName")
                .asText())
        .isEqualTo("admin");
  }

  @Test
  void members_are_added_and_removed_in_every_patch_form() {
    String alice = user("alice");
    String bob = user("bob");
    String team =
        scim()
            .post(
                "/scim/Groups",
                "{"
                    + GROUP
                    + ",\"displayName\":\"vision\",\"members\":[{\"value\":\""
                    + alice
                    + "\"}]}")
            .json()
            .path("id")
            .asText();
    String path = "/scim/Groups/" + team;
    String members = "{\"op\":\"%s\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}";
    Probe.Answer added = scim().patch(path, members.formatted("add", "bob@example.com"));
    assertThat(texts(added.json(), "Display")).containsExactly("alice", "wandb-operator", "bob");
    assertThat(added.json().path("members").path(0).has("Ref")).isTrue();
    Probe.Answer removed =
        scim()
            .patch(
                path, "{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + alice + "\\\"]\"}");
    assertThat(texts(removed.json(), "Display")).containsExactly("wandb-operator", "bob");
    assertThat(removed.json().path("members").path(0).has("Ref")).isFalse();
    assertThat(texts(scim().patch(path, members.formatted("remove", bob)).json(), "Display"))
        .containsExactly("wandb-operator");
    assertThat(texts(scim().patch(path, members.formatted("replace", bob)).json(), "Display"))
        .containsExactly("bob");
    assertThat(
            scim()
                .patch(path, "{\"op\":\"remove\",\"path\":\"members\"}")
                .json()
                .path("members")
                .isNull())
        .isTrue();
    assertThat(scim().patch(path, members.formatted("add", "nobody@example.com")).status())
        .isEqualTo(400);
    assertThat(scim().delete(path).status()).isEqualTo(405);
  }

  @Test
  void patch_with_a_bad_operation_changes_nothing() {
    String alice = user("alice");
    String team = sandbox.world().addTeam("vision");
    String good = "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"" + alice + "\"}]}";
    String bad = "{\"op\":\"add\",\"path\":\"displayName\",\"value\":\"x\"}";
    assertThat(scim().patch("/scim/Groups/" + team, good + "," + bad).status()).isEqualTo(400);
    assertThat(sandbox.world().members("vision")).isEmpty();
  }

  @Test
  void team_with_an_unreachable_bucket_is_not_created() {
    sandbox.world().addBucket("known");
    String body =
        "{"
            + GROUP
            + ",\"displayName\":\"vision\",\"storageBucket\":{\"name\":\"%s\",\"provider\":\"%s\"}}";
    assertThat(scim().post("/scim/Groups", body.formatted("other", "AWS")).status()).isEqualTo(400);
    Probe.Answer lower = scim().post("/scim/Groups", body.formatted("known", "aws"));
    assertThat(lower.status()).isEqualTo(400);
    assertThat(lower.json().path("detail").asText()).contains("COREWEAVE", "MINIO");
    assertThat(sandbox.world().teams()).isEmpty();
    assertThat(scim().post("/scim/Groups", body.formatted("known", "AWS")).status()).isEqualTo(201);
  }

  private static String account(String name, String type, String team) {
    return """
    {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:teams:2.0:User"],
     "userName":"%s","accountType":"%s","urn:ietf:params:scim:schemas:extension:teams:2.0:User":{"defaultTeam":"%s"}}
    """
        .formatted(name, type, team);
  }

  @ParameterizedTest
  @CsvSource({"V0_80_1,400,0", "V0_81,201,1", "V0_84,201,0"})
  void service_accounts_exist_since_0_81_with_keys_unless_hashed(
      SandboxVersion version, int status, int keys) {
    restart(SandboxOptions.defaults().withVersion(version));
    sandbox.world().addTeam("vision");
    Probe.Answer made = scim().post("/scim/Users", account("trainer", "SERVICE", "vision"));
    assertThat(made.status()).isEqualTo(status);
    if (status == 201) {
      String id = made.json().path("id").asText();
      assertThat(made.json().path("organizationRole").asText()).isEqualTo("service");
      assertThat(sandbox.world().liveKeys(id)).hasSize(keys);
      assertThat(scim().post("/scim/Users", account("trainer", "SERVICE", "vision")).status())
          .isEqualTo(409);
      assertThat(scim().post("/scim/Users", account("other", "SERVICE", "nowhere")).status())
          .isEqualTo(400);
      String role =
          "{\"op\":\"replace\",\"path\":\"teamRoles\",\"value\":[{\"teamName\":\"vision\",\"roleName\":\"admin\"}]}";
      assertThat(scim().patch("/scim/Users/" + id, role).status()).isEqualTo(400);
    }
  }

  @Test
  void deleting_a_service_account_leaves_its_keys_alive() {
    sandbox.world().addTeam("vision");
    String account = sandbox.world().addServiceAccount("vision", "trainer");
    sandbox.world().issueKeyInApp(account, "");
    assertThat(scim().delete("/scim/Users/" + account).status()).isEqualTo(204);
    assertThat(scim().get("/scim/Users/" + account).status()).isEqualTo(404);
    assertThat(sandbox.world().liveKeys(account)).hasSize(1);
    assertThat(sandbox.world().serviceAccounts("vision")).isEmpty();
  }

  @Test
  void custom_roles_are_created_and_deleted() {
    String alice = user("alice");
    sandbox.world().addTeam("vision");
    Probe.Answer made =
        scim()
            .post(
                "/scim/Roles",
                "{"
                    + ROLE
                    + ",\"name\":\"janitor\",\"inheritedFrom\":\"viewer\",\"permissions\":[{\"name\":\"run:stop\"}]}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().path("schemas").path(0).asText()).isEmpty();
    String path = "/scim/Roles/" + made.json().path("id").asText();
    sandbox.world().addMember("vision", alice, "janitor");
    Probe.Answer more =
        scim()
            .patch(
                path,
                "{\"op\":\"add\",\"path\":\"permissions\",\"value\":[{\"name\":\"run:delete\"}]}");
    assertThat(more.status()).isEqualTo(200);
    assertThat(more.text())
        .contains("{\"name\":\"run:delete\",\"isInherited\":false}", "\"isInherited\":true");
    Probe.Answer named = scim().send("PUT", path, "{" + ROLE + ",\"name\":\"sweeper\"}");
    assertThat(named.json().path("name").asText()).isEqualTo("sweeper");
    assertThat(sandbox.world().members("vision"))
        .extracting(SandboxWorld.Member::role)
        .containsExactly("sweeper");
    assertThat(scim().delete(path).status()).isEqualTo(204);
    assertThat(sandbox.world().members("vision"))
        .extracting(SandboxWorld.Member::role)
        .containsExactly("viewer");
  }

  @Test
  void a_standard_licence_has_no_viewers_roles_and_service_accounts() {
    restart(SandboxOptions.defaults().withLicence(SandboxLicence.STANDARD));
    String alice = user("alice");
    sandbox.world().addTeam("vision");
    sandbox.world().addMember("vision", alice, "member");
    assertThat(scim().get("/scim/Roles").status()).isEqualTo(403);
    assertThat(scim().post("/scim/Users", account("trainer", "SERVICE", "vision")).status())
        .isEqualTo(403);
    String viewer =
        "{\"op\":\"replace\",\"path\":\"teamRoles\",\"value\":[{\"teamName\":\"vision\",\"roleName\":\"viewer\"}]}";
    assertThat(scim().patch("/scim/Users/" + alice, viewer).status()).isEqualTo(403);
    assertThatThrownBy(() -> sandbox.world().setRole("vision", alice, "viewer"))
        .hasMessageContaining("enterprise");
  }

  @Test
  void registry_role_is_removed_by_a_path_with_backslashes() {
    String path = "/scim/Users/" + user("alice");
    sandbox.world().addRegistry("models");
    String give =
        "{\"op\":\"add\",\"path\":\"registryRoles\",\"value\":[{\"registryName\":\"models\",\"roleName\":\"member\"}]}";
    assertThat(
            scim().patch(path, give).json().path("registryRoles").path(0).path("roleName").asText())
        .isEqualTo("member");
    String bug =
        "{\"op\":\"replace\",\"path\":\"registryRoles[registryName eq \\\\\\\"models\\\\\\\"]\"}";
    assertThat(scim().patch(path, bug).json().has("registryRoles")).isFalse();
  }

  @Test
  void switch_omits_service_accounts_from_lists() {
    sandbox.world().addTeam("vision");
    String account = sandbox.world().addServiceAccount("vision", "trainer");
    sandbox.switches().set(SandboxSwitch.LISTS_WITHOUT_SERVICE_ACCOUNTS, true);
    assertThat(texts(scim().get("/scim/Users").json(), "userName")).containsExactly("admin");
    assertThat(scim().get("/scim/Groups").json().at("/Resources/0/members").isNull()).isTrue();
    assertThat(scim().get("/scim/Users/" + account).status()).isEqualTo(200);
  }

  @Test
  void organization_accounts_join_teams_made_through_scim_only() {
    sandbox.world().addOrganizationServiceAccount("audit");
    sandbox.world().addTeam("by-hand");
    scim().post("/scim/Groups", "{" + GROUP + ",\"displayName\":\"vision\"}");
    assertThat(sandbox.world().serviceAccounts("vision"))
        .extracting(SandboxWorld.User::username)
        .containsExactly("wandb-operator", "audit");
    assertThat(sandbox.world().members("by-hand")).isEmpty();
  }
}
