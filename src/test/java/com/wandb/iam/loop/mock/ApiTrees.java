package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.http.MockResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as JSON: read, written and merged. */
final class ApiTrees {
  static final JsonMapper JSON = new JsonMapper();

  private ApiTrees() {}

  static ObjectNode metadata(ObjectNode object) {
    return object.withObject("/metadata");
  }

  static MockResponse json(int code, JsonNode body) {
    return new MockResponse()
        .setResponseCode(code)
        .setHeader("Content-Type", "application/json")
        .setBody(body.toString());
  }

  static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException unreadable) {
      throw new ApiRefusal(400, "BadRequest", String.valueOf(unreadable.getMessage()), null);
    }
  }

  static Map<String, String> query(@Nullable String query) {
    var found = new HashMap<String, String>();
    if (query != null) {
      for (var pair : query.split("&")) {
        var parts = pair.split("=", 2);
        found.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
      }
    }
    return found;
  }

  static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  static String text(JsonNode object, String pointer) {
    return object.at(pointer).asText("");
  }

  static void copy(ObjectNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field));
    } else {
      to.remove(field);
    }
  }

  /** Removes fields that a field manager applied before and now omits. */
  static void subtract(ObjectNode from, ObjectNode former, ObjectNode wanted) {
    former
        .properties()
        .forEach(
            entry -> {
              var name = entry.getKey();
              if (!wanted.has(name)) {
                from.remove(name);
              } else if (entry.getValue() instanceof ObjectNode inner
                  && from.get(name) instanceof ObjectNode target
                  && wanted.get(name) instanceof ObjectNode kept) {
                subtract(target, inner, kept);
              }
            });
  }

  static void merge(ObjectNode into, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            entry -> {
              var name = entry.getKey();
              var value = entry.getValue();
              if (value.isNull()) {
                into.remove(name);
              } else if (value instanceof ObjectNode inner) {
                merge(
                    into.get(name) instanceof ObjectNode target ? target : into.putObject(name),
                    inner);
              } else {
                into.set(name, value);
              }
            });
  }
}
