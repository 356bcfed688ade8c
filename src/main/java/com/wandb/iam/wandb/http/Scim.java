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

/** SCIM (RFC 7643, RFC 7644) as W&amp;B speaks it, without the meaning of any resource type. */
final class Scim {
  static final String USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
  static final String GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group";
  static final String ROLE_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Role";
  static final String TEAMS_SCHEMA = "urn:ietf:params:scim:schemas:extension:teams:2.0:User";
  private static final String PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final String TOTAL = "totalResults";
  private static final int MAX_PAGES = 10_000;

  /** More than any organization has, and as much as a small process can hold. */
  private static final int LARGEST_LIST = 200_000;

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

  /**
   * All resources of a type, over all pages. Totals that differ between pages mean that somebody
   * came or went meanwhile, and that somebody else may have slipped from one page to another
   * unseen: what does not add up is an error.
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
      if (Math.max(total, answer.path("Resources").size()) > LARGEST_LIST) {
        throw Malformed.answer("a list of more than " + LARGEST_LIST);
      }
      int before = items.size();
      for (var item : answer.path("Resources")) {
        ids.add(Json.id(item));
        items.add(reader.apply(item));
      }
      if (items.size() >= total || items.size() == before) {
        return whole(items, ids.size(), total);
      }
    }
    throw Malformed.answer("the list does not end");
  }

  private static <T> List<T> whole(List<T> items, int different, int total) {
    if (different != total || items.size() != total) {
      throw Malformed.answer("the list is cut off: " + different + " of " + total);
    }
    return items;
  }

  private JsonNode page(String operation, String type, int from) {
    return listing(operation, type, "startIndex=" + from + "&count=" + pageSize);
  }

  /**
   * The resources of a type whose attribute has a value. The caller looks at the attribute again: a
   * server that does not know the filter answers with everything.
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

  /** A text as it stands in filters, those of paths included. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The first few of a type: also a way to see whether SCIM answers this key at all. */
  <T> List<T> first(String operation, String type, int count, Function<JsonNode, T> reader) {
    return listing(operation, type, "startIndex=1&count=" + count)
        .path("Resources")
        .valueStream()
        .map(reader)
        .toList();
  }

  /** Users and groups are always there; custom roles are not on every server. */
  private JsonNode listing(String operation, String type, String query) {
    var call = new Call(operation, "GET", "/scim/" + type + "?" + query, headers, null, false);
    try {
      return transport.send(call, Scim::listDocument);
    } catch (WandbException.NotFound notThere) {
      throw type.equals("Roles") ? notThere : Malformed.notRouted();
    }
  }

  private static JsonNode listDocument(Answer answer) {
    var document = document(answer);
    if (!document.path(TOTAL).isInt() || document.path(TOTAL).asInt() < 0) {
      throw Malformed.answer("a list without totalResults");
    }
    return document;
  }

  /** One resource by its id. */
  <T> Optional<T> get(String operation, String type, String id, Function<JsonNode, T> reader) {
    try {
      var call = new Call(operation, "GET", path(type, id), headers, null, false);
      return Optional.of(transport.send(call, answer -> reader.apply(ofId(answer, id))));
    } catch (WandbException.NotFound gone) {
      return Optional.empty();
    }
  }

  /** Some servers take an e-mail address for an id, and answer with somebody. */
  private static JsonNode ofId(Answer answer, String id) {
    var document = document(answer);
    if (!id.equals(Json.id(document))) {
      throw new WandbException.NotFound("the server answers with another object than asked for");
    }
    return document;
  }

  <T> T post(String operation, String type, ObjectNode body, Function<JsonNode, T> reader) {
    var call = new Call(operation, "POST", "/scim/" + type, headers, Json.write(body), true);
    return transport.send(call, answer -> reader.apply(document(answer)));
  }

  /** Replaces a resource; a version guards the write. */
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

  /** One PatchOp with operations in this order; a version guards the write. */
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

  /** One PatchOp with one operation, whose answer nobody needs. */
  void patch(String operation, String type, String id, ObjectNode change) {
    transport.send(write(operation, "PATCH", type, id, null, patchOf(List.of(change))), Scim::done);
  }

  private static ObjectNode patchOf(List<ObjectNode> changes) {
    var body = Json.object();
    body.putArray("schemas").add(PATCH_SCHEMA);
    body.putArray("Operations").addAll(changes);
    return body;
  }

  void delete(String operation, String type, String id) {
    transport.send(new Call(operation, "DELETE", path(type, id), headers, null, true), Scim::done);
  }

  /** A web page says yes to everything. */
  private static Answer done(Answer answer) {
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
    var document = Json.read(done(answer).body());
    answer.headers().firstValue("ETag").ifPresent(tag -> note(document, tag));
    return document;
  }

  /** The version stands in a header, in {@code meta.version}, or in both. */
  private static void note(JsonNode document, String tag) {
    var meta = document.path("meta");
    boolean room = meta.isMissingNode() || meta.isNull() || meta.isObject();
    if (room && !meta.has("version") && document instanceof ObjectNode resource) {
      resource.withObjectProperty("meta").put("version", tag);
    }
  }

  /** Ids are base64, whose = stands in paths as it is. Dots would lead to another path. */
  private static String path(String type, String id) {
    if (id.isBlank() || id.equals(".") || id.equals("..")) {
      throw new WandbException.NotFound("this is no id: \"" + id + "\"");
    }
    var encoded =
        URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace("%3D", "=");
    return "/scim/" + type + "/" + encoded;
  }
}
