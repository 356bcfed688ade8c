package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.wandb.WandbException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** SCIM (RFC 7643, RFC 7644) as W&amp;B speaks it, without the meaning of any resource type. */
final class Scim {
  static final String USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
  static final String GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group";
  static final String ROLE_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Role";
  static final String TEAMS_SCHEMA = "urn:ietf:params:scim:schemas:extension:teams:2.0:User";
  private static final String PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final int MAX_PAGES = 10_000;

  private final Transport transport;
  private final Map<String, String> headers;
  private final int pageSize;

  /**
   * @param pageSize how many items a page asks for; the server gives at most 9999
   */
  Scim(Transport transport, String authorization, String userAgent, int pageSize) {
    this.transport = transport;
    this.pageSize = pageSize;
    this.headers =
        Map.of(
            "Authorization",
            authorization,
            "Accept",
            "application/scim+json, application/json",
            "Content-Type",
            "application/scim+json",
            "User-Agent",
            userAgent);
  }

  /** All resources of a type, over all pages; what does not add up to the total is an error. */
  <T> List<T> list(String operation, String type, Function<JsonNode, T> reader) {
    var items = new ArrayList<T>();
    var ids = new HashSet<String>();
    for (int page = 0; page < MAX_PAGES; page++) {
      var answer =
          listing(
              operation,
              "/scim/" + type + "?startIndex=" + (items.size() + 1) + "&count=" + pageSize);
      int total = answer.path("totalResults").asInt(-1);
      int before = items.size();
      for (var item : answer.path("Resources")) {
        ids.add(Json.required(item, "id"));
        items.add(reader.apply(item));
      }
      if (items.size() >= total || items.size() == before) {
        if (ids.size() != total) {
          throw Malformed.answer("the list is cut off: " + ids.size() + " of " + total);
        }
        return items;
      }
    }
    throw Malformed.answer("the list does not end");
  }

  /** The resources of a type whose attribute has a value. */
  <T> List<T> search(
      String operation, String type, String attribute, String value, Function<JsonNode, T> reader) {
    var quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
    var filter = URLEncoder.encode(attribute + " eq \"" + quoted + "\"", StandardCharsets.UTF_8);
    var items = new ArrayList<T>();
    for (var item : listing(operation, "/scim/" + type + "?filter=" + filter).path("Resources")) {
      items.add(reader.apply(item));
    }
    return items;
  }

  /** The first few of a type, to see whether SCIM answers this key at all. */
  <T> List<T> some(String operation, String type, int count, Function<JsonNode, T> reader) {
    var items = new ArrayList<T>();
    listing(operation, "/scim/" + type + "?startIndex=1&count=" + count)
        .path("Resources")
        .forEach(item -> items.add(reader.apply(item)));
    return items;
  }

  private JsonNode listing(String operation, String path) {
    try {
      var answer = transport.send(new Call(operation, "GET", path, headers, null, false));
      return listDocument(answer);
    } catch (WandbException.NotFound notThere) {
      throw Malformed.notRouted();
    }
  }

  private static JsonNode listDocument(Answer answer) {
    if (answer.isPage()) {
      throw Malformed.notRouted();
    }
    var document =
        Json.tryRead(answer.body())
            .orElseThrow(() -> Malformed.answer("it is not JSON, or broken off"));
    if (!document.path("totalResults").isNumber()) {
      throw Malformed.answer("a list without totalResults");
    }
    return document;
  }

  /** One resource by its id. */
  <T> Optional<T> get(String operation, String type, String id, Function<JsonNode, T> reader) {
    try {
      return Optional.of(
          reader.apply(
              document(
                  transport.send(
                      new Call(operation, "GET", path(type, id), headers, null, false)))));
    } catch (WandbException.NotFound gone) {
      return Optional.empty();
    }
  }

  <T> T post(String operation, String type, ObjectNode body, Function<JsonNode, T> reader) {
    return reader.apply(
        document(
            transport.send(
                new Call(operation, "POST", "/scim/" + type, headers, Json.write(body), true))));
  }

  <T> T put(
      String operation,
      String type,
      String id,
      @Nullable String version,
      ObjectNode body,
      Function<JsonNode, T> reader) {
    return reader.apply(document(write(operation, "PUT", type, id, version, body)));
  }

  /** One PatchOp with one operation. */
  <T> T patch(
      String operation,
      String type,
      String id,
      @Nullable String version,
      ObjectNode change,
      Function<JsonNode, T> reader) {
    var body = Json.object();
    body.putArray("schemas").add(PATCH_SCHEMA);
    body.putArray("Operations").add(change);
    return reader.apply(document(write(operation, "PATCH", type, id, version, body)));
  }

  void delete(String operation, String type, String id) {
    transport.send(new Call(operation, "DELETE", path(type, id), headers, null, true));
  }

  private Answer write(
      String operation,
      String method,
      String type,
      String id,
      @Nullable String version,
      ObjectNode body) {
    var all = new HashMap<>(headers);
    if (version != null) {
      all.put("If-Match", version);
    }
    return transport.send(new Call(operation, method, path(type, id), all, Json.write(body), true));
  }

  private static JsonNode document(Answer answer) {
    if (answer.isPage()) {
      throw Malformed.notRouted();
    }
    return Json.tryRead(answer.body())
        .orElseThrow(() -> Malformed.answer("it is not JSON, or broken off"));
  }

  /** Ids are base64, whose = stands in paths as it is. */
  private static String path(String type, String id) {
    var encoded =
        URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace("%3D", "=");
    return "/scim/" + type + "/" + encoded;
  }
}
