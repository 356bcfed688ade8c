package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Answer;
import com.wandb.iam.wandb.transport.Call;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.Malformed;
import com.wandb.iam.wandb.transport.Transport;
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

/** SCIM client (RFC 7643, RFC 7644) with W&amp;B's deviations, independent of resource types. */
final class Scim {
  static final String USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
  static final String GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group";
  static final String ROLE_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Role";
  static final String TEAMS_SCHEMA = "urn:ietf:params:scim:schemas:extension:teams:2.0:User";
  private static final String PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final String TOTAL = "totalResults";
  private static final int MAX_PAGES = 10_000;

  /**
   * Maximum length of a list: more than any organization has, and as much as a small process can
   * store.
   */
  private static final int MAX_LIST_LENGTH = 200_000;

  private final Transport transport;
  private final Map<String, String> headers;
  private final int pageSize;

  /**
   * @param pageSize number of items to request per page; the server returns at most 9999
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

  /**
   * Lists all resources of a type, over all pages. Throws if the total changes between pages,
   * because a resource was then created or deleted and another one may have moved to a page that
   * was read already. Throws if the items do not match the total.
   */
  <T> List<T> list(String operation, String type, Function<JsonNode, T> reader) {
    var items = new ArrayList<T>();
    var ids = new HashSet<String>();
    int total = -1;
    for (int page = 0; page < MAX_PAGES; page++) {
      var answer = page(operation, type, items.size() + 1);
      if (total >= 0 && total != answer.path(TOTAL).asInt()) {
        throw Malformed.answer("the list changed while it was read");
      }
      total = answer.path(TOTAL).asInt();
      if (Math.max(total, answer.path("Resources").size()) > MAX_LIST_LENGTH) {
        throw Malformed.answer("a list has more than " + MAX_LIST_LENGTH + " items");
      }
      int before = items.size();
      for (var item : answer.path("Resources")) {
        ids.add(Json.id(item));
        items.add(reader.apply(item));
      }
      if (items.size() >= total || items.size() == before) {
        return requireComplete(items, ids.size(), total);
      }
    }
    throw Malformed.answer("the list does not end");
  }

  private static <T> List<T> requireComplete(List<T> items, int distinct, int total) {
    if (distinct != total || items.size() != total) {
      throw Malformed.answer("the list is cut off after " + distinct + " of " + total + " items");
    }
    return items;
  }

  private JsonNode page(String operation, String type, int from) {
    return listing(operation, type, "startIndex=" + from + "&count=" + pageSize);
  }

  /**
   * Lists the resources of a type with a value of an attribute. The caller must check the attribute
   * again, because a server that does not support the filter returns all resources.
   */
  <T> List<T> search(
      String operation, String type, String attribute, String value, Function<JsonNode, T> reader) {
    var filter = URLEncoder.encode(attribute + " eq " + quoted(value), StandardCharsets.UTF_8);
    var items = new ArrayList<T>();
    for (var item : listing(operation, type, "filter=" + filter).path("Resources")) {
      items.add(reader.apply(item));
    }
    return items;
  }

  /** Returns the text quoted for filters, including those in paths. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Lists the first resources of a type. Also checks whether SCIM accepts the API key. */
  <T> List<T> first(String operation, String type, int count, Function<JsonNode, T> reader) {
    return listing(operation, type, "startIndex=1&count=" + count)
        .path("Resources")
        .valueStream()
        .map(reader)
        .toList();
  }

  /**
   * Reads a list. Status 404 means that SCIM is not routed, except for custom roles, which not
   * every server supports.
   */
  private JsonNode listing(String operation, String type, String query) {
    var call = new Call(operation, "GET", "/scim/" + type + "?" + query, headers, null, false);
    try {
      return transport.send(call, Scim::listDocument);
    } catch (WandbException.NotFound absent) {
      throw type.equals("Roles") ? absent : Malformed.notRouted();
    }
  }

  private static JsonNode listDocument(Answer answer) {
    var document = document(answer);
    if (!document.path(TOTAL).isInt() || document.path(TOTAL).asInt() < 0) {
      throw Malformed.answer("a list has no totalResults");
    }
    return document;
  }

  /** Reads a resource by its id. Returns empty if it does not exist. */
  <T> Optional<T> get(String operation, String type, String id, Function<JsonNode, T> reader) {
    try {
      var call = new Call(operation, "GET", path(type, id), headers, null, false);
      return Optional.of(transport.send(call, answer -> reader.apply(requireId(answer, id))));
    } catch (WandbException.NotFound absent) {
      return Optional.empty();
    }
  }

  /**
   * Returns the document if it has the requested id. Otherwise throws, because some servers also
   * accept an email address as the id.
   */
  private static JsonNode requireId(Answer answer, String id) {
    var document = document(answer);
    if (!id.equals(Json.id(document))) {
      throw new WandbException.NotFound(
          "the server returned another object than the requested one");
    }
    return document;
  }

  /** Creates a resource. */
  <T> T post(String operation, String type, ObjectNode body, Function<JsonNode, T> reader) {
    var call = new Call(operation, "POST", "/scim/" + type, headers, Json.write(body), true);
    return transport.send(call, answer -> reader.apply(document(answer)));
  }

  /** Replaces a resource. The write fails if a version is given and the object has another one. */
  <T> T put(
      String operation,
      String type,
      String id,
      @Nullable String version,
      ObjectNode body,
      Function<JsonNode, T> reader) {
    return transport.send(
        write(operation, "PUT", type, id, version, body), answer -> reader.apply(document(answer)));
  }

  /**
   * Sends one PatchOp with the operations in this order. The write fails if a version is given and
   * the object has another one.
   */
  <T> T patch(
      String operation,
      String type,
      String id,
      @Nullable String version,
      List<ObjectNode> changes,
      Function<JsonNode, T> reader) {
    return transport.send(
        write(operation, "PATCH", type, id, version, patchOf(changes)),
        answer -> reader.apply(document(answer)));
  }

  /** Sends one PatchOp with one operation and ignores the content of the answer. */
  void patch(String operation, String type, String id, ObjectNode change) {
    transport.send(
        write(operation, "PATCH", type, id, null, patchOf(List.of(change))),
        Scim::requireApiAnswer);
  }

  private static ObjectNode patchOf(List<ObjectNode> changes) {
    var body = Json.object();
    body.putArray("schemas").add(PATCH_SCHEMA);
    body.putArray("Operations").addAll(changes);
    return body;
  }

  /** Deletes a resource. */
  void delete(String operation, String type, String id) {
    transport.send(
        new Call(operation, "DELETE", path(type, id), headers, null, true), Scim::requireApiAnswer);
  }

  /**
   * Throws if the answer is a web page, because a web server may return success for any request.
   */
  private static Answer requireApiAnswer(Answer answer) {
    if (answer.isPage()) {
      throw Malformed.notRouted();
    }
    return answer;
  }

  private Call write(
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
    return new Call(operation, method, path(type, id), all, Json.write(body), true);
  }

  private static JsonNode document(Answer answer) {
    var document = Json.read(requireApiAnswer(answer).body());
    answer.headers().firstValue("ETag").ifPresent(tag -> copyVersion(document, tag));
    return document;
  }

  /**
   * Copies the version from the ETag header to {@code meta.version}, because servers send it in one
   * or both.
   */
  private static void copyVersion(JsonNode document, String tag) {
    var meta = document.path("meta");
    boolean room = meta.isMissingNode() || meta.isNull() || meta.isObject();
    if (room && !meta.has("version") && document instanceof ObjectNode resource) {
      resource.withObjectProperty("meta").put("version", tag);
    }
  }

  /**
   * Returns the path of a resource. Keeps the equals sign unencoded, because ids are base64.
   * Rejects dots, because they would lead to another path.
   */
  private static String path(String type, String id) {
    if (id.isBlank() || id.equals(".") || id.equals("..")) {
      throw new WandbException.NotFound("the value \"" + id + "\" is not an id");
    }
    var encoded =
        URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace("%3D", "=");
    return "/scim/" + type + "/" + encoded;
  }
}
