package com.wandb.iam.sandbox;

import static com.wandb.iam.sandbox.Probe.GROUP;
import static com.wandb.iam.sandbox.Probe.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SCIM calls in general: permissions, users, ETags and pages. */
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
  @CsvSource({"V0_78,401", "V0_80_1,200", "V0_84,200"})
  void takes_a_bearer_key_since_0_79(SandboxVersion version, int status) {
    restart(SandboxOptions.defaults().withVersion(version));
    Probe bearer = Probe.anonymous(sandbox).with("Authorization", "Bearer " + sandbox.adminKey());
    assertThat(bearer.get("/scim/Users").status()).isEqualTo(status);
  }

  @Test
  void caller_is_recognized_by_every_user_name_form() {
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
  void non_admin_key_is_refused() {
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
  void switch_refuses_user_keys() {
    String own = sandbox.world().issueKeyInApp(sandbox.world().users().get(0).id(), "");
    sandbox.switches().set(SandboxSwitch.ADMIN_BY_USER_KEY_REFUSED, true);
    assertThat(Probe.anonymous(sandbox).basic("admin", own).get("/scim/Users").status())
        .isEqualTo(403);
    assertThat(scim().get("/scim/Users").status()).isEqualTo(200);
  }

  @Test
  void second_user_of_the_same_name_is_a_conflict() {
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
  void invalid_user_is_rejected(String body) {
    assertThat(scim().post("/scim/Users", body).status()).isEqualTo(400);
    assertThat(sandbox.world().users()).hasSize(2);
  }

  @Test
  void wrong_content_type_is_refused_and_a_missing_one_accepted() {
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
  void role_change_makes_an_etag_stale() {
    String alice = user("alice");
    sandbox.world().addTeam("vision");
    String first = scim().get("/scim/Users/" + alice).header("ETag");
    sandbox.world().addMember("vision", alice, "member");
    assertThat(scim().get("/scim/Users/" + alice).header("ETag")).isNotEqualTo(first);
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

  @ParameterizedTest
  @CsvSource({"false,add,2", "false,replace,2", "true,add,2", "true,replace,1"})
  void replaces_registry_roles_in_both_semantics_and_adds_in_one(boolean all, String op, int left) {
    String path = "/scim/Users/" + user("alice");
    sandbox.switches().set(SandboxSwitch.REGISTRY_ROLES_REPLACE_ALL, all);
    JsonNode answer = JsonNodeFactory.instance.nullNode();
    for (String registry : List.of("model", "dataset")) {
      sandbox.world().addRegistry(registry);
      String value = "[{\"registryName\":\"" + registry + "\",\"roleName\":\"member\"}]";
      String change = "{\"op\":\"" + op + "\",\"path\":\"registryRoles\",\"value\":" + value + "}";
      answer = scim().patch(path, change).json();
    }
    assertThat(texts(answer, "registryName")).hasSize(left).contains("dataset");
  }

  @Test
  void unrouted_scim_is_not_served() {
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
  void switch_missing_in_the_version_throws() {
    restart(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
    assertThatThrownBy(() -> sandbox.switches().set(SandboxSwitch.KEY_CREATION_OFF, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
