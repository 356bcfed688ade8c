package com.wandb.iam.wandb.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.http.ScriptedServer.Received;
import com.wandb.iam.wandb.transport.Json;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that no name changes the structure of a request. An unpaired surrogate cannot be encoded
 * and is sent as a question mark.
 */
class InjectionContractTest {
  private static final String LIST = "{\"totalResults\":0,\"Resources\":[]}";

  private static final List<BiConsumer<WandbApi, String>> CALLS =
      List.of(
          (api, text) -> api.users().byUsername(text),
          (api, text) -> api.users().byEmail(text),
          (api, text) -> api.users().byId(text),
          (api, text) -> api.users().create(text, text),
          (api, text) -> api.users().replaceTeamRoles(user(text), Map.of(text, role(text))),
          (api, text) -> api.users().changeRegistryRoles(user(text), Map.of(), Set.of(text)),
          (api, text) -> api.teams().byName(text),
          (api, text) -> api.teams().create(text, List.of(text), null),
          (api, text) -> api.teams().addMembers(text, List.of(text)),
          (api, text) -> api.teams().removeMember(text, text),
          (api, text) -> api.teams().rosters(List.of(text, text)),
          (api, text) -> api.teams().invite(text, text),
          (api, text) -> api.teams().withdrawInvitation(text, text),
          (api, text) -> api.teams().delete(text),
          (api, text) -> api.projects().find(text, text),
          (api, text) -> api.apiKeys().readable(text, text),
          (api, text) -> api.apiKeys().generate(ApiKey.of("a".repeat(40)), text),
          (api, text) -> api.apiKeys().revoke(text));

  private static RemoteUser user(String id) {
    return new RemoteUser(
        id, "x", List.of(), null, true, null, false, Map.of(), Map.of(), null, "v1");
  }

  private static TeamRole role(String name) {
    return new TeamRole.Custom(name);
  }

  private static List<Received> sent(BiConsumer<WandbApi, String> call, String text) {
    try (var server = ScriptedServer.always(200, LIST);
        var api = Connections.to(server.url())) {
      // Ignored, because the answer suits only a few calls and the test checks the request.
      catchThrowable(() -> call.accept(api, text));
      return server.received();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' or \"1\" eq \"1",
        "x\" or userName pr or userName eq \"x",
        "x\"] or members[value pr",
        "x\") {id} viewer {apiKeys {edges {node {name}}}} #",
        "$entity: String!) {deleteTeam(input: {teamName: \"a\"}) {success}}",
        "{\"$ref\": 1}",
        "\\\" }, \"admin\": true, {\"",
        "a\r\nHost: evil.example.com\r\nX-Evil: 1",
        "a HTTP/1.1\r\n\r\nGET /scim/Users",
        "../../admin?x=1#y;z",
        "%2e%2e%2f%00",
        "a\u0000b",
        "\u202e\u2028\ud83d\ude00e\u0301",
        "\ud800 half",
        "$(id)`id`${HOME}",
        "<script>&amp;</script>"
      })
  void names_never_change_the_request(String text) {
    for (int number = 0; number < CALLS.size(); number++) {
      var harmless = sent(CALLS.get(number), "harmless");
      var hostile = sent(CALLS.get(number), text);
      assertThat(hostile).as("requests of call %s", number).hasSameSizeAs(harmless).isNotEmpty();
      for (int i = 0; i < hostile.size(); i++) {
        assertSame(harmless.get(i), hostile.get(i), text);
      }
    }
  }

  private static void assertSame(Received harmless, Received hostile, String text) {
    assertThat(hostile.method()).isEqualTo(harmless.method());
    assertThat(hostile.target()).matches("[!-~]+");
    assertThat(parts(hostile.target())).isEqualTo(parts(harmless.target()));
    var known = text.replace('\ud800', '?');
    assertThat(filter(hostile.target()))
        .isEqualTo(filter(harmless.target()).replace("harmless", escaped(known)));
    assertThat(hostile.headers().keySet()).isEqualTo(harmless.headers().keySet());
    if (harmless.body().isEmpty()) {
      assertThat(hostile.body()).isEmpty();
      return;
    }
    var before = Json.read(harmless.body());
    var after = Json.read(hostile.body());
    assertThat(after.path("query")).isEqualTo(before.path("query"));
    // Compared without values, because only values may differ.
    assertThat(after.toString())
        .isEqualTo(
            before
                .toString()
                .replace("\\\"harmless\\\"", inFilter(known))
                .replace(
                    "\"harmless\"", Json.write(Json.array().add(known)).replaceAll("^\\[|]$", "")));
  }

  /** Returns the value as quoted in a filter within a JSON text. */
  private static String inFilter(String text) {
    var json = Json.write(Json.array().add('"' + escaped(text) + '"'));
    return json.substring(2, json.length() - 2);
  }

  /**
   * Returns the value quoted for filters as in RFC 7644: JSON quoting of the characters that could
   * end it.
   */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String filter(String target) {
    return target.contains("?filter=")
        ? URLDecoder.decode(target.substring(target.indexOf('=') + 1), UTF_8)
        : "";
  }

  /** Returns the requested resource and the names of its parameters, without values. */
  private static List<String> parts(String target) {
    return List.of(
        target.replaceAll("\\?.*", "").replaceAll("^(/scim/\\w+)/[^/]+$", "$1/ID"),
        target.contains("?") ? target.replaceAll("^[^?]*\\?", "").replaceAll("=[^&]*", "=") : "");
  }
}
