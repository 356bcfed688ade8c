package com.wandb.iam.wandb.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.TeamRole.BuiltIn;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.NotFound;
import com.wandb.iam.wandb.http.ScriptedServer.Received;
import com.wandb.iam.wandb.transport.Json;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Form of requests, byte for byte where it matters. */
class WireFormContractTest {
  private static final String ID = "VXNlcjoxMA==";
  private static final String USER = "{\"id\":\"" + ID + "\",\"userName\":\"bob\"}";
  private static final String EMPTY_LIST = "{\"totalResults\":0,\"Resources\":[]}";

  private static Received sent(String answer, Consumer<WandbApi> call) {
    return sent(answer, "", call);
  }

  private static Received sent(String answer, String username, Consumer<WandbApi> call) {
    try (var server = ScriptedServer.always(200, answer);
        var api = Connections.to(server.url(), Connections.KEY, username)) {
      call.accept(api);
      assertThat(server.received()).hasSize(1);
      return server.received().getFirst();
    }
  }

  private static JsonNode body(Received request) {
    return Json.read(request.body());
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private static RemoteUser read(String version) {
    return new RemoteUser(
        ID, "bob", List.of(), null, true, null, false, Map.of(), Map.of(), null, version);
  }

  @Test
  void scim_is_asked_with_basic_and_its_own_content_type() {
    var request = sent(EMPTY_LIST, api -> api.users().list());
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.target()).isEqualTo("/scim/Users?startIndex=1&count=9999");
    assertThat(request.header("Authorization")).isEqualTo(basic(":" + Connections.SECRET));
    assertThat(request.header("Content-Type")).isEqualTo("application/scim+json");
    assertThat(request.header("User-Agent")).isEqualTo("wandb-iam-operator/1.2.3");
    assertThat(request.body()).isEmpty();
  }

  @Test
  void an_admin_users_key_goes_with_the_users_name() {
    var request = sent(EMPTY_LIST, "admin", api -> api.teams().list());
    assertThat(request.header("Authorization")).isEqualTo(basic("admin:" + Connections.SECRET));
  }

  @Test
  void graphql_requests_have_admin_headers_and_client_name() {
    var request = sent("{\"data\":{}}", "admin", api -> api.teams().rosters(List.of("vision")));
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/graphql");
    assertThat(request.header("Authorization")).isEqualTo(basic("api:" + Connections.SECRET));
    assertThat(request.header("Use-Admin-Privileges")).isEqualTo("true");
    assertThat(request.header("User-Agent"))
        .startsWith("W&B Public Client ")
        .endsWith("wandb-iam-operator/1.2.3");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void an_accounts_own_key_makes_its_new_key() {
    var own = ApiKey.of("a".repeat(40));
    var made =
        "{\"data\":{\"generateApiKey\":{\"apiKey\":{\"id\":\"k\",\"name\":\""
            + "b".repeat(40)
            + "\"}}}}";
    var request = sent(made, api -> api.apiKeys().generate(own, "ours"));
    assertThat(request.header("Authorization")).isEqualTo(basic("api:" + own.reveal()));
    assertThat(request.header("Use-Admin-Privileges")).isEqualTo("true");
    assertThat(body(request).path("variables").path("description").asText()).isEqualTo("ours");
  }

  @Test
  void requests_are_http_1_without_an_upgrade() {
    var request = sent(EMPTY_LIST, api -> api.users().list());
    assertThat(request.headers()).doesNotContainKeys("upgrade", "http2-settings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/wandb", "/wandb/", "/a/b"})
  void the_address_may_carry_a_path(String path) {
    try (var server = ScriptedServer.always(200, EMPTY_LIST);
        var api = Connections.to(URI.create(server.url() + path))) {
      api.roles().list();
      assertThat(server.received().getFirst().target())
          .startsWith(path.replaceAll("/$", "") + "/scim/Roles?");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bob", "b\"ob\\", "a b+c@x.org", "ü&count=1#?", "x\" or userName pr \"", "a\r\nb"})
  void filter_quotes_its_value(String value) {
    var request = sent(EMPTY_LIST, api -> api.users().byUsername(value));
    assertThat(request.target()).startsWith("/scim/Users?filter=").doesNotContain(" ");
    var filter = request.target().substring("/scim/Users?filter=".length());
    assertThat(filter).doesNotContain("&", "#");
    var quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
    assertThat(URLDecoder.decode(filter, UTF_8)).isEqualTo("userName eq \"" + quoted + "\"");
  }

  @Test
  void users_are_searched_by_email_and_teams_by_name() {
    assertThat(sent(EMPTY_LIST, api -> api.users().byEmail("bob@example.com")).target())
        .isEqualTo("/scim/Users?filter=emails.value+eq+%22bob%40example.com%22");
    assertThat(sent(EMPTY_LIST, api -> api.teams().byName("vision")).target())
        .isEqualTo("/scim/Groups?filter=displayName+eq+%22vision%22");
  }

  @Test
  void ids_in_paths_are_encoded_except_equals_signs() {
    assertThat(sent(USER, api -> api.users().byId(ID)).target()).isEqualTo("/scim/Users/" + ID);
    var odd = "a/../b?c#d e%";
    assertThat(sent("{\"id\":\"x\",\"userName\":\"x\"}", api -> api.users().byId(odd)).target())
        .isEqualTo("/scim/Users/a%2F..%2Fb%3Fc%23d%20e%25");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", ".."})
  void invalid_id_is_not_sent(String id) {
    try (var server = ScriptedServer.always(200, USER);
        var api = Connections.to(server.url())) {
      assertThat(api.users().byId(id)).isEmpty();
      api.users().delete(id);
      assertThatThrownBy(() -> api.teams().addMembers(id, List.of(ID)))
          .isInstanceOf(NotFound.class);
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void user_is_created_with_a_list_of_emails() {
    var request = sent(USER, api -> api.users().create("bob", "bob@example.com"));
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/scim/Users");
    assertThat(body(request))
        .isEqualTo(
            Json.read(
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "bob",
                 "emails": [{"primary": true, "value": "bob@example.com"}]}\
                """));
  }

  @Test
  void team_roles_are_sent_as_a_complete_versioned_list() {
    var roles =
        Map.<String, TeamRole>of(
            "vision",
            BuiltIn.ADMIN,
            "audio",
            BuiltIn.VIEWER,
            "nlp",
            new TeamRole.Custom("run-janitor"));
    var request = sent(USER, api -> api.users().replaceTeamRoles(read("W/\"7\""), roles));
    assertThat(request.method()).isEqualTo("PATCH");
    assertThat(request.target()).isEqualTo("/scim/Users/" + ID);
    assertThat(request.header("If-Match")).isEqualTo("W/\"7\"");
    assertThat(body(request))
        .isEqualTo(
            Json.read(
                """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "replace", "path": "teamRoles", "value": [
                   {"teamName": "audio", "roleName": "viewer"},
                   {"teamName": "nlp", "roleName": "run-janitor"},
                   {"teamName": "vision", "roleName": "admin"}]}]}\
                """));
  }

  @Test
  void without_a_version_nothing_is_guarded() {
    var request = sent(USER, api -> api.users().replaceTeamRoles(read(null), Map.of()));
    assertThat(request.headers()).doesNotContainKey("if-match");
  }

  @Test
  void members_are_added_in_bulk_and_removed_individually() {
    var added = sent("{}", api -> api.teams().addMembers("RW50aXR5OjE=", List.of("a", "b")));
    assertThat(added.target()).isEqualTo("/scim/Groups/RW50aXR5OjE=");
    assertThat(body(added).path("Operations"))
        .isEqualTo(
            Json.read(
                """
                [{"op": "add", "path": "members", "value": [{"value": "a"}, {"value": "b"}]}]\
                """));
    var removed = sent("{}", api -> api.teams().removeMember("RW50aXR5OjE=", "a\"b"));
    assertThat(body(removed).path("Operations").path(0).path("path").asText())
        .isEqualTo("members[value eq \"a\\\"b\"]");
  }

  @Test
  void a_role_is_replaced_with_all_four_attributes() {
    var role =
        new RemoteRole(
            "Um9sZTox",
            "janitor",
            "old",
            true,
            Set.of("run:delete"),
            Set.of(),
            null,
            null,
            "W/\"3\"");
    var answer = "{\"id\":\"Um9sZTox\",\"name\":\"janitor\"}";
    var request =
        sent(answer, api -> api.roles().replace(role, "", false, Set.of("run:stop", "run:delete")));
    assertThat(request.method()).isEqualTo("PUT");
    assertThat(request.header("If-Match")).isEqualTo("W/\"3\"");
    assertThat(body(request))
        .isEqualTo(
            Json.read(
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Role"], "name": "janitor",
                 "description": "", "inheritedFrom": "member",
                 "permissions": [{"name": "run:delete"}, {"name": "run:stop"}]}\
                """));
  }

  @Test
  void roster_query_has_at_most_fifty_teams_and_no_keys() {
    var names = IntStream.range(0, 120).mapToObj(i -> "t\"eam" + i).toList();
    try (var server = ScriptedServer.always(200, "{\"data\":{}}");
        var api = Connections.to(server.url())) {
      assertThat(api.teams().rosters(names)).isEmpty();
      assertThat(server.received()).hasSize(3);
      var asked =
          server.received().stream()
              .flatMap(request -> body(request).path("variables").valueStream())
              .map(JsonNode::asText)
              .toList();
      assertThat(asked).isEqualTo(names);
      assertThat(server.received())
          .allSatisfy(
              request ->
                  assertThat(body(request).path("query").asText())
                      .doesNotContain("\"eam", "apiKey")
                      .contains("role", "accountType", "pending"));
    }
  }

  @Test
  void empty_roster_request_sends_nothing() {
    try (var server = ScriptedServer.always(500, "");
        var api = Connections.to(server.url())) {
      assertThat(api.teams().rosters(List.of())).isEmpty();
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void a_failed_call_is_sent_once() {
    try (var server = ScriptedServer.always(503, "", "Retry-After", "0");
        var api = Connections.to(server.url())) {
      assertThatThrownBy(() -> api.users().list()).isNotNull();
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void variables_are_strings_for_the_servers_inputs_are_no_ids() {
    var request =
        sent(
            "{\"data\":{\"deleteApiKey\":{\"success\":true}}}",
            api -> api.apiKeys().revoke("k\"1"));
    assertThat(body(request).path("query").asText())
        .contains("$id: String!")
        .doesNotContain("k\"1");
    assertThat(body(request).path("variables").path("id").asText()).isEqualTo("k\"1");
  }
}
