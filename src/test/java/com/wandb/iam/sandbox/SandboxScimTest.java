package com.wandb.iam.sandbox;

import static com.wandb.iam.sandbox.Probe.GROUP;
import static com.wandb.iam.sandbox.Probe.ROLE;
import static com.wandb.iam.sandbox.Probe.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the double makes of SCIM calls. */
class SandboxScimTest {
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
  void shows_emails_in_the_shape_of_the_version(SandboxVersion version) {
    restart(SandboxOptions.defaults().withVersion(version));
    JsonNode emails = scim().get("/scim/Users/" + user("alice")).json().path("emails");
    if (version == SandboxVersion.V0_78) {
      assertThat(emails.path("Value").asText()).isEqualTo("alice@example.com");
      assertThat(emails.has("Primary") && emails.has("Display") && emails.has("Type")).isTrue();
    } else {
      assertThat(emails.path(0).path("value").asText()).isEqualTo("alice@example.com");
      assertThat(emails.path(0).path("primary").asBoolean()).isTrue();
    }
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
  @CsvSource({"V0_78,401", "V0_80_1,200", "V0_84,200"})
  void takes_a_bearer_key_since_0_79(SandboxVersion version, int status) {
    restart(SandboxOptions.defaults().withVersion(version));
    Probe bearer = Probe.anonymous(sandbox).with("Authorization", "Bearer " + sandbox.adminKey());
    assertThat(bearer.get("/scim/Users").status()).isEqualTo(status);
  }

  @Test
  void knows_each_way_of_naming_the_caller() {
    String admin = sandbox.world().users().get(0).id();
    String own = sandbox.world().issueKeyInApp(admin, "test");
    Probe anonymous = Probe.anonymous(sandbox);
    assertThat(anonymous.basic("admin", own).get("/scim/Users").status()).isEqualTo(200);
    assertThat(anonymous.basic("user", own).get("/scim/Users").status()).isEqualTo(200);
    assertThat(anonymous.basic("", sandbox.adminKey()).get("/api/scim/Users").status())
        .isEqualTo(200);
    assertThat(anonymous.basic("somebody", own).get("/scim/Users").status()).isEqualTo(401);
    assertThat(anonymous.basic("", own + "x").get("/scim/Users").status()).isEqualTo(401);
    assertThat(anonymous.get("/scim/Users").status()).isEqualTo(401);
  }

  @Test
  void refuses_whoever_is_no_admin() {
    sandbox.world().addTeam("vision");
    String account = sandbox.world().addServiceAccount("vision", "trainer");
    String trainer = sandbox.world().issueKeyInApp(account, "");
    String alice = sandbox.world().issueKeyInApp(user("alice"), "");
    Probe.Answer refused = Probe.anonymous(sandbox).basic("", trainer).get("/scim/Users");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("status").asText()).isEqualTo("403");
    assertThat(refused.json().path("schemas").path(0).asText()).endsWith(":Error");
    assertThat(Probe.anonymous(sandbox).basic("alice", alice).get("/scim/Users").status())
        .isEqualTo(403);
  }

  @Test
  void refuses_people_s_keys_where_the_switch_says_so() {
    String own = sandbox.world().issueKeyInApp(sandbox.world().users().get(0).id(), "");
    sandbox.switches().set(SandboxSwitch.ADMIN_BY_USER_KEY_REFUSED, true);
    assertThat(Probe.anonymous(sandbox).basic("admin", own).get("/scim/Users").status())
        .isEqualTo(403);
    assertThat(scim().get("/scim/Users").status()).isEqualTo(200);
  }

  @Test
  void makes_a_user_once() {
    String alice =
        "{"
            + USER
            + ",\"userName\":\"alice\",\"emails\":[{\"primary\":true,\"value\":\"a+b@example.com\"}]}";
    Probe.Answer made = scim().post("/scim/Users", alice);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().path("meta").path("location").asText())
        .isEqualTo("Users/" + made.json().path("id").asText());
    assertThat(made.header("ETag"))
        .isEqualTo(made.json().path("meta").path("version").asText())
        .startsWith("W/\"");
    assertThat(scim().post("/scim/Users", alice).status()).isEqualTo(409);
    JsonNode found =
        scim().get("/scim/Users?filter=emails.value+eq+%22A%2Bb%40example.com%22").json();
    assertThat(found.path("totalResults").asInt()).isEqualTo(1);
    assertThat(
            scim()
                .get("/scim/Users?filter=userName+eq+%22alice%22")
                .json()
                .path("totalResults")
                .asInt())
        .isEqualTo(1);
    assertThat(scim().get("/scim/Users?filter=title+eq+%22x%22").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "[]",
        "{\"userName\":\"x\",\"emails\":[{\"value\":\"x@example.com\"}]}",
        "{" + USER + ",\"userName\":\"x\"}",
        "{" + USER + ",\"userName\":\"x\",\"emails\":{\"value\":\"x@example.com\"}}",
        "{" + USER + ",\"userName\":\"x\",\"emails\":[{\"value\":\"no address\"}]}",
        "{" + USER + ",\"userName\":\"x\",\"emails\":[{\"value\":\"x@example.com\"}],\"unknown\":1}"
      })
  void refuses_a_user_that_is_not_as_it_should_be(String body) {
    assertThat(scim().post("/scim/Users", body).status()).isEqualTo(400);
    assertThat(sandbox.world().users()).hasSize(2);
  }

  @Test
  void checks_the_content_type_of_a_body_and_takes_it_without_one() {
    String body = "{" + GROUP + ",\"displayName\":\"vision\"}";
    assertThat(scim().with("Content-Type", "text/plain").post("/scim/Groups", body).status())
        .isEqualTo(400);
    assertThat(scim().with("Content-Type", "application/json").post("/scim/Groups", body).status())
        .isEqualTo(201);
    assertThat(scim().with("Content-Type", "application/json").get("/scim/Groups").status())
        .isEqualTo(200);
  }

  @Test
  void refuses_a_stale_etag() {
    String alice = user("alice");
    String first = scim().get("/scim/Users/" + alice).header("ETag");
    String rename = "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Alice\"}";
    Probe.Answer changed = scim().with("If-Match", first).patch("/scim/Users/" + alice, rename);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("displayName").asText()).isEqualTo("Alice");
    assertThat(changed.header("ETag")).isNotEqualTo(first);
    assertThat(scim().with("If-Match", first).patch("/scim/Users/" + alice, rename).status())
        .isEqualTo(412);
  }

  @Test
  void a_role_given_elsewhere_makes_an_etag_stale() {
    String alice = user("alice");
    sandbox.world().addTeam("vision");
    String first = scim().get("/scim/Users/" + alice).header("ETag");
    sandbox.world().addMember("vision", alice, "member");
    assertThat(scim().get("/scim/Users/" + alice).header("ETag")).isNotEqualTo(first);
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
  void leaves_team_roles_out_of_lists_where_the_switch_says_so() {
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
  void adds_and_removes_members_in_every_form_that_clients_send() {
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
  void makes_no_part_of_a_patch_when_one_operation_is_bad() {
    String alice = user("alice");
    String team = sandbox.world().addTeam("vision");
    String good = "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"" + alice + "\"}]}";
    String bad = "{\"op\":\"add\",\"path\":\"displayName\",\"value\":\"x\"}";
    assertThat(scim().patch("/scim/Groups/" + team, good + "," + bad).status()).isEqualTo(400);
    assertThat(sandbox.world().members("vision")).isEmpty();
  }

  @Test
  void makes_no_team_when_its_bucket_cannot_be_reached() {
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
  void makes_service_accounts_since_0_81_with_a_key_until_keys_are_hashed(
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
  void custom_roles_come_and_go() {
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
  void registry_roles_are_removed_by_the_path_with_literal_backslashes_too() {
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
  void pages_with_one_total() {
    for (int i = 0; i < 5; i++) {
      user("user" + i);
    }
    JsonNode second = scim().get("/scim/Users?startIndex=4&count=3").json();
    assertThat(texts(second.path("Resources"), "userName"))
        .containsExactly("user1", "user2", "user3");
    assertThat(second.path("totalResults").asInt()).isEqualTo(7);
    assertThat(second.path("itemsPerPage").asInt()).isEqualTo(3);
    assertThat(scim().get("/scim/Users?count=x").status()).isEqualTo(400);
  }

  @Test
  void deactivates_and_makes_a_viewer_of_the_organization() {
    String alice = user("alice");
    sandbox.world().addTeam("vision");
    sandbox.world().addMember("vision", alice, "admin");
    String path = "/scim/Users/" + alice;
    JsonNode viewer =
        scim()
            .patch(path, "{\"op\":\"replace\",\"path\":\"organizationRole\",\"value\":\"viewer\"}")
            .json();
    assertThat(viewer.path("organizationRole").asText()).isEqualTo("member");
    assertThat(viewer.path("modelsSeat").asText()).isEqualTo("viewer");
    assertThat(viewer.path("teamRoles").path(0).path("roleName").asText()).isEqualTo("viewer");
    assertThat(
            scim()
                .patch(path, "{\"op\":\"replace\",\"value\":{\"active\":false}}")
                .json()
                .path("active")
                .asBoolean())
        .isFalse();
  }

  @Test
  void is_not_there_where_the_ingress_does_not_route_it() {
    sandbox.switches().set(SandboxSwitch.SCIM_NOT_ROUTED_PAGE, true);
    assertThat(scim().get("/scim/Users").header("Content-Type")).startsWith("text/html");
    assertThat(scim().get("/scim/Users").status()).isEqualTo(200);
    sandbox
        .switches()
        .set(SandboxSwitch.SCIM_NOT_ROUTED_PAGE, false)
        .set(SandboxSwitch.SCIM_NOT_ROUTED_404, true);
    assertThat(scim().get("/scim/Users").status()).isEqualTo(404);
  }

  @Test
  void a_switch_that_the_version_does_not_have_is_an_error_of_the_test() {
    restart(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
    assertThatThrownBy(() -> sandbox.switches().set(SandboxSwitch.KEY_CREATION_OFF, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
