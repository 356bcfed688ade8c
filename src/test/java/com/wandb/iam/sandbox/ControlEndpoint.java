package com.wandb.iam.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.sandbox.scim.ScimBody;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.wire.WireAnswer;
import com.wandb.iam.sandbox.wire.WireRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * {@code /_sandbox/…}: faults, journal and world for clients outside this JVM. It has no
 * authentication, because the sandbox listens only on the loopback address and stores nothing
 * confidential.
 */
final class ControlEndpoint {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sandbox sandbox;

  ControlEndpoint(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  WireAnswer serve(WireRequest request) {
    try {
      return switch (request.method() + " " + request.path()) {
        case "GET /_sandbox/faults" -> json(200, faults());
        case "POST /_sandbox/faults" -> json(201, add(JSON.readTree(request.body())));
        case "DELETE /_sandbox/faults" -> {
          sandbox.faults().clear();
          yield WireAnswer.empty(204);
        }
        case "GET /_sandbox/journal" -> json(200, journal(request));
        case "DELETE /_sandbox/journal" -> {
          sandbox.journal().clear();
          yield WireAnswer.empty(204);
        }
        case "GET /_sandbox/world" -> json(200, world());
        case "POST /_sandbox/world" -> json(200, change(JSON.readTree(request.body())));
        default ->
            json(
                404,
                JSON.createObjectNode()
                    .put("error", "GET, POST, DELETE /_sandbox/{faults,journal,world}"));
      };
    } catch (Refusal
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | IOException bad) {
      return json(400, JSON.createObjectNode().put("error", String.valueOf(bad.getMessage())));
    }
  }

  private static WireAnswer json(int status, JsonNode body) {
    return WireAnswer.of(status, "application/json", body.toPrettyString() + "\n");
  }

  private JsonNode faults() {
    ArrayNode list = JSON.createArrayNode();
    for (SandboxFaults.Rule rule : sandbox.faults().rules()) {
      ObjectNode item =
          list.addObject()
              .put("operations", rule.operations())
              .put("fault", rule.fault().toString());
      item.put(
          "times",
          rule.timesLeft() == SandboxFaults.ALWAYS ? "always" : String.valueOf(rule.timesLeft()));
    }
    return list;
  }

  private JsonNode add(JsonNode body) {
    String operations = ScimBody.text(body.path("operations"), "operations");
    SandboxFault fault = SandboxFault.parse(body.path("fault").asText());
    sandbox.faults().add(operations, fault, body.path("times").asInt(SandboxFaults.ALWAYS));
    return faults();
  }

  private JsonNode journal(WireRequest request) {
    long since = Long.parseLong(request.parameters().getOrDefault("since", "0"));
    ArrayNode list = JSON.createArrayNode();
    for (SandboxJournal.Entry entry : sandbox.journal().since(since)) {
      ObjectNode item = list.addObject();
      item.put("sequence", entry.sequence()).put("at", entry.at().toString());
      item.put("method", entry.method()).put("path", entry.path());
      entry.operations().forEach(item.putArray("operations")::add);
      item.put("write", entry.isWrite()).put("caller", entry.caller().orElse(null));
      item.put("status", entry.status())
          .put("body", entry.body())
          .put("fault", entry.fault().orElse(null));
    }
    return list;
  }

  private JsonNode world() {
    ObjectNode world = JSON.createObjectNode();
    world
        .put("version", sandbox.options().version().text())
        .put("licence", sandbox.options().licence().name());
    sandbox.switches().on().forEach(world.putArray("switches")::addPOJO);
    ArrayNode users = world.putArray("users");
    for (SandboxWorld.User user : sandbox.world().users()) {
      ObjectNode item = users.addObject().put("id", user.id()).put("username", user.username());
      item.put("email", user.email().orElse(null)).put("accountType", user.type().name());
      item.put("organizationRole", user.organizationRole()).put("active", user.active());
      user.teamRoles().forEach(item.putObject("teamRoles")::put);
      item.put("liveKeys", sandbox.world().liveKeys(user.id()).size());
    }
    sandbox.world().teams().forEach(world.putArray("teams")::add);
    return world;
  }

  /** Executes one action of a user in the W&B App, named by {@code do}. */
  private JsonNode change(JsonNode body) {
    SandboxWorld world = sandbox.world();
    ObjectNode done = JSON.createObjectNode();
    String team = body.path("team").asText();
    String user = body.path("user").asText();
    switch (body.path("do").asText()) {
      case "addUser" ->
          done.put(
              "id", world.addUser(body.path("username").asText(), body.path("email").asText()));
      case "addTeam" -> done.put("id", world.addTeam(team));
      case "addMember" -> world.addMember(team, user, body.path("role").asText("member"));
      case "setRole" -> world.setRole(team, user, body.path("role").asText());
      case "removeMember" -> world.removeMember(team, user);
      case "renameUser" -> world.renameUser(user, body.path("username").asText());
      case "deactivate" -> world.deactivate(user);
      case "deleteUser" -> world.deleteUser(user);
      case "addServiceAccount" ->
          done.put("id", world.addServiceAccount(team, body.path("name").asText()));
      case "issueKeyInApp" ->
          done.put("secret", world.issueKeyInApp(user, body.path("description").asText("")));
      case "revokeKey" -> world.revokeKey(body.path("key").asText());
      case "addBucket" -> world.addBucket(body.path("name").asText());
      case "expireAdminKey" -> sandbox.expireAdminKey();
      case "clockSkew" -> sandbox.clockSkew(Duration.parse(body.path("by").asText()));
      case "changeOrganization" ->
          sandbox.changeOrganization(body.path("id").asText(), body.path("name").asText());
      case "switch" ->
          sandbox
              .switches()
              .set(
                  SandboxSwitch.valueOf(body.path("name").asText().toUpperCase(Locale.ROOT)),
                  body.path("on").asBoolean(true));
      default -> throw new IllegalArgumentException("unknown: do=" + body.path("do").asText());
    }
    return done;
  }
}
