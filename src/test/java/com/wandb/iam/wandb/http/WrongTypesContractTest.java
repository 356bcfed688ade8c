package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replacement of each value of each answer by each wrong type. The call returns a result or throws
 * a WandbException, never another exception.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class WrongTypesContractTest {
  private static final List<JsonNode> WRONG =
      Stream.of(
              "null",
              "true",
              "-7",
              "1.5e300",
              "\"\"",
              "\"\\u0000\\u001b[2J\\u202e\\ud800\"",
              "\"" + "x".repeat(5_000) + "\"",
              "\"../../admin\"",
              "[]",
              "{}",
              "[null]",
              "[[\"x\"]]",
              "{\"id\": {}, \"node\": null, \"edges\": \"x\", \"value\": []}")
          .map(WrongTypesContractTest::value)
          .toList();

  private static JsonNode value(String text) {
    return Json.read("{\"value\": " + text + "}").path("value");
  }

  /** Calls to a world with one team, one user and one service account. */
  private static final Map<String, BiConsumer<WandbApi, World>> CALLS = calls();

  private record World(String teamId, String userId, RemoteMember account, ApiKey accountsKey) {}

  private static Map<String, BiConsumer<WandbApi, World>> calls() {
    var calls = new LinkedHashMap<String, BiConsumer<WandbApi, World>>();
    calls.put("probe", (api, world) -> api.probe());
    calls.put("users", (api, world) -> api.users().list());
    calls.put("user by name", (api, world) -> api.users().byUsername("alice"));
    calls.put("user by address", (api, world) -> api.users().byEmail("alice@example.com"));
    calls.put("user by id", (api, world) -> api.users().byId(world.userId()));
    calls.put("new user", (api, world) -> api.users().create("carol", "carol@example.com"));
    calls.put(
        "roles of a user",
        (api, world) ->
            api.users()
                .byId(world.userId())
                .ifPresent(
                    user ->
                        api.users()
                            .replaceTeamRoles(user, Map.of("vision", TeamRole.BuiltIn.VIEWER))));
    calls.put("teams", (api, world) -> api.teams().list());
    calls.put("team by name", (api, world) -> api.teams().byName("vision"));
    calls.put("new team", (api, world) -> api.teams().create("audio", List.of(), null));
    calls.put("members", (api, world) -> api.teams().rosters(List.of("vision", "gone")));
    calls.put("invitation", (api, world) -> api.teams().invite("vision", "dave@example.com"));
    calls.put("roles", (api, world) -> api.roles().list());
    calls.put("project", (api, world) -> api.projects().find("vision", "runs"));
    calls.put("keys", (api, world) -> api.apiKeys().of(world.account()));
    calls.put(
        "shown key",
        (api, world) -> api.apiKeys().readable("vision", String.valueOf(world.account().userId())));
    calls.put("holder", (api, world) -> api.apiKeys().holder(world.accountsKey()));
    calls.put("new key", (api, world) -> api.apiKeys().generate(world.accountsKey(), "d"));
    calls.put("end of a key", (api, world) -> api.apiKeys().revoke("QXBpS2V5OjE="));
    calls.put("end of a team", (api, world) -> api.teams().delete("vision"));
    return calls;
  }

  static Stream<Arguments> called() {
    return CALLS.keySet().stream().map(name -> arguments(name));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("called")
  void wrong_value_type_is_a_wandb_exception(String name) {
    var call = CALLS.get(name);
    try (var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(SandboxVersion.V0_81))) {
      var world = world(sandbox);
      var answers = recorded(sandbox, world, call);
      int tried = 0;
      try (var forger = new Forger()) {
        for (int i = 0; i < answers.size(); i++) {
          for (var pointer : pointers(answers.get(i))) {
            for (var wrong : WRONG) {
              var forged = new ArrayList<>(answers);
              forged.set(i, with(answers.get(i), pointer, wrong));
              forger.assertExpected(forged, world, call, pointer + " = " + shortened(wrong));
              tried++;
            }
          }
        }
      }
      assertThat(tried).isGreaterThanOrEqualTo(2 * WRONG.size());
    }
  }

  private static String shortened(JsonNode wrong) {
    var text = wrong.toString();
    return text.length() < 80 ? text : text.substring(0, 80);
  }

  private static World world(Sandbox sandbox) {
    var state = sandbox.world();
    var team = state.addTeam("vision");
    var user = state.addUser("alice", "alice@example.com");
    state.addMember("vision", user, "admin");
    var account = state.addServiceAccount("vision", "trainer");
    return new World(
        team,
        user,
        new RemoteMember(
            account,
            null,
            "trainer",
            null,
            "trainer",
            TeamRole.BuiltIn.MEMBER,
            AccountType.SERVICE,
            false),
        ApiKey.of(state.liveKeys(account).getFirst().secret()));
  }

  /** Returns the real answers to a call, in order. */
  private static List<JsonNode> recorded(
      Sandbox sandbox, World world, BiConsumer<WandbApi, World> call) {
    var answers = new ArrayList<JsonNode>();
    var said = new StringBuffer();
    try (var client = HttpClient.newHttpClient();
        var relay =
            ScriptedServer.answering(
                (request, out) -> {
                  var body = relayed(client, sandbox.url(), request);
                  said.append(body).append('\n');
                  synchronized (answers) {
                    answers.add(Json.read(body));
                  }
                  out.write(ScriptedServer.answer(200, body));
                });
        var api = Connections.to(relay.url(), ApiKey.of(sandbox.adminKey()), "")) {
      // Not asserted, because the object of a write may not exist and the answer is still usable.
      var thrown = catchThrowable(() -> call.accept(api, world));
      assertThat(answers)
          .as(
              "the call: %s, the relay: %s received, failures %s, the sandbox: %s",
              thrown, relay.received().size(), relay.failures(), said)
          .isNotEmpty();
    }
    return answers;
  }

  private static String relayed(HttpClient client, URI to, ScriptedServer.Received request)
      throws IOException {
    var builder =
        HttpRequest.newBuilder(URI.create(to + request.target()))
            .method(request.method(), BodyPublishers.ofString(request.body()));
    for (var header :
        List.of("authorization", "content-type", "user-agent", "use-admin-privileges")) {
      if (request.headers().containsKey(header)) {
        builder.header(header, request.header(header));
      }
    }
    try {
      return client.send(builder.build(), BodyHandlers.ofString()).body();
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  /** One server for all forged answers. Each try has a client of its own, with a closed breaker. */
  private static final class Forger implements AutoCloseable {
    private volatile ScriptedServer.Script script = (_, _) -> {};
    private final ScriptedServer server =
        ScriptedServer.answering((request, out) -> script.answer(request, out));

    void assertExpected(
        List<JsonNode> answers, World world, BiConsumer<WandbApi, World> call, String what) {
      var next = new AtomicInteger();
      script =
          (_, out) -> {
            int number = Math.min(next.getAndIncrement(), answers.size() - 1);
            out.write(ScriptedServer.answer(200, Json.write(answers.get(number))));
          };
      try (var api = Connections.to(server.url())) {
        var thrown = catchThrowable(() -> call.accept(api, world));
        assertThat(thrown == null || thrown instanceof WandbException)
            .as("%s gives %s", what, thrown)
            .isTrue();
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** Returns one path of each shape, because the items of a list have the same shape. */
  private static List<JsonPointer> pointers(JsonNode document) {
    var found = new ArrayList<JsonPointer>();
    collect(document, JsonPointer.empty(), found);
    return found;
  }

  private static void collect(JsonNode node, JsonPointer here, List<JsonPointer> found) {
    if (!here.matches()) {
      found.add(here);
    }
    if (node instanceof ArrayNode list && !list.isEmpty()) {
      collect(list.get(list.size() - 1), here.appendIndex(list.size() - 1), found);
    } else if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> collect(field.getValue(), here.appendProperty(field.getKey()), found));
    }
  }

  private static JsonNode with(JsonNode document, JsonPointer pointer, JsonNode value) {
    var copy = document.deepCopy();
    var parent = copy.at(pointer.head());
    if (parent instanceof ArrayNode list) {
      list.set(pointer.last().getMatchingIndex(), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(pointer.last().getMatchingProperty(), value);
    }
    return copy;
  }
}
