package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.fabric8.zjsonpatch.JsonPatch;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An API server in memory, as far as the operator uses one. The dispatcher that comes with the mock
 * server refuses server-side apply, replays whole collections to each watch and ignores limits,
 * field selectors and the life of namespaces. Schemas, defaults, validation and authorization are
 * left to the tests on a real API server.
 */
final class FakeKubernetes extends Dispatcher {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String OWN = "/apis/iam.wandb.com/v1alpha1";
  private static final String NAMESPACES = "/api/v1/namespaces";
  private static final List<String> SUBRESOURCES = List.of("status", "finalize");

  private record Change(
      long version, String collection, @Nullable ObjectNode before, @Nullable ObjectNode after) {}

  /** The end of a request with a code other than 2xx. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;
    private final String reason;
    private final @Nullable String cause;

    Refusal(int code, String reason, String message, @Nullable String cause) {
      super(message);
      this.code = code;
      this.reason = reason;
      this.cause = cause;
    }

    MockResponse answer() {
      var status =
          JSON.createObjectNode()
              .put("kind", "Status")
              .put("apiVersion", "v1")
              .put("status", "Failure")
              .put("message", getMessage())
              .put("reason", reason)
              .put("code", code);
      if (cause != null) {
        status.putObject("details").putArray("causes").addObject().put("reason", cause);
      }
      return json(code, status);
    }
  }

  private final InstantSource clock;
  private final Map<String, NavigableMap<String, ObjectNode>> objects = new HashMap<>();

  /** By uid and field manager, which server-side apply needs to know what is left out now. */
  private final Map<String, Map<String, ObjectNode>> applied = new HashMap<>();

  private final List<Change> changes = new ArrayList<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final List<Predicate<String>> refusals = new CopyOnWriteArrayList<>();
  private final ObjectNode kinds;

  /** One thread, so that each watch sees changes in their order. */
  private final ExecutorService courier =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("courier").factory());

  private long version = 1;

  /**
   * @param kinds by kind, the plural of each of the operator's own kinds that a namespace holds,
   *     and with a {@code /} before it of each that the cluster holds
   */
  FakeKubernetes(InstantSource clock, Map<String, String> kinds) {
    this.clock = clock;
    this.kinds = JSON.createObjectNode().put("kind", "APIResourceList").put("apiVersion", "v1");
    var resources = this.kinds.put("groupVersion", "iam.wandb.com/v1alpha1").putArray("resources");
    kinds.forEach(
        (kind, plural) ->
            resources
                .addObject()
                .put("name", plural.replace("/", ""))
                .put("kind", kind)
                .put("namespaced", !plural.startsWith("/")));
  }

  /** Answers 403 to requests for which this holds, as {@code POST /api/v1/...}. */
  void refuse(Predicate<String> request) {
    refusals.add(request);
  }

  /** Waits until it is so; false where it never was. */
  boolean await(Duration atMost, BooleanSupplier so) {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end) {
      synchronized (this) {
        if (so.getAsBoolean()) {
          return true;
        }
        try {
          wait(10); // what happens elsewhere than here notifies nobody
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }
    }
    return false;
  }

  /** An object; empty where it is absent. */
  synchronized Optional<ObjectNode> find(String collection, String namespace, String name) {
    return Optional.ofNullable(in(collection).get(namespace + "/" + name));
  }

  /** All objects of a collection, in a namespace. */
  synchronized List<ObjectNode> list(String collection, String namespace) {
    return in(collection).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(namespace + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Takes away all that is in the namespaces, and a WandbServer, whatever finalizers say. */
  synchronized void drop(Collection<String> namespaces, String server) {
    objects(
            object ->
                namespaces.contains(text(object, "/metadata/namespace"))
                    || server.equals(text(object, "/spec/serverRef/name"))
                    || (text(object, "/kind").equals("WandbServer")
                        && server.equals(text(object, "/metadata/name"))))
        .forEach(
            (place, object) -> {
              if (in(place.collection()).remove(place.key()) != null) {
                version++;
                tell(new Change(version, place.collection(), object, null));
              }
            });
  }

  /** Does what a client's request would. */
  ObjectNode request(String method, String path, JsonNode body) {
    var type =
        method.equals("PATCH") ? "application/merge-patch+json" : "application/json; charset=utf-8";
    return tree(handle(method, path, type, body).getBody().readUtf8());
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    var type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
    var text = request.getBody() == null ? "" : request.getBody().readUtf8();
    try {
      return handle(
          request.getMethod(),
          request.getPath(),
          type,
          text.isEmpty() ? JSON.createObjectNode() : read(text));
    } catch (Refusal refusal) {
      return refusal.answer();
    } catch (RuntimeException fault) {
      return new Refusal(500, "InternalError", "fault of the test's API server: " + fault, null)
          .answer();
    }
  }

  private synchronized MockResponse handle(String method, String uri, String type, JsonNode body) {
    var path = URI.create(uri).getRawPath();
    var query = query(URI.create(uri).getRawQuery());
    if (refusals.stream().anyMatch(refusal -> refusal.test(method + " " + path))) {
      throw new Refusal(403, "Forbidden", "forbidden by the test", null);
    }
    var fixed = fixed(path);
    if (fixed.isPresent()) {
      return json(200, fixed.get());
    }
    var place = Place.of(path);
    return switch (method) {
      case "GET" -> place.name() == null ? all(place, query) : json(200, require(place));
      case "POST" -> json(201, create(place, (ObjectNode) body));
      case "PUT" -> json(200, update(place, require(place), (ObjectNode) body));
      case "PATCH" -> json(200, patch(place, type, body, query));
      case "DELETE" -> json(200, delete(place, require(place), body));
      default -> throw new Refusal(405, "MethodNotAllowed", method, null);
    };
  }

  private Optional<ObjectNode> fixed(String path) {
    return switch (path) {
      case "/version" -> Optional.of(JSON.createObjectNode().put("major", "1").put("minor", "35"));
      case OWN -> Optional.of(kinds);
      case "/apis/apps.wandb.com" -> {
        if (!objects.containsKey("/apis/apps.wandb.com/v1/weightsandbiases")) {
          throw notFound(path);
        }
        var group = JSON.createObjectNode().put("kind", "APIGroup").put("name", "apps.wandb.com");
        group.putArray("versions").addObject().put("version", "v1");
        yield Optional.of(group);
      }
      default -> Optional.empty();
    };
  }

  private record Place(
      String collection,
      @Nullable String namespace,
      @Nullable String name,
      @Nullable String subresource) {

    static Place of(String path) {
      var parts = path.substring(1).split("/");
      int root = parts[0].equals("api") ? 2 : 3;
      if (parts.length <= root) {
        throw notFound(path);
      }
      var prefix = "/" + String.join("/", Arrays.copyOf(parts, root)) + "/";
      var rest = Arrays.copyOfRange(parts, root, parts.length);
      boolean inNamespace =
          rest.length >= 3 && rest[0].equals("namespaces") && !SUBRESOURCES.contains(rest[2]);
      var namespace = inNamespace ? rest[1] : null;
      var own = inNamespace ? Arrays.copyOfRange(rest, 2, rest.length) : rest;
      return new Place(
          prefix + own[0],
          namespace,
          own.length > 1 ? decode(own[1]) : null,
          own.length > 2 ? own[2] : null);
    }

    Place named(String other) {
      return new Place(collection, namespace, other, subresource);
    }

    String key() {
      return (namespace == null ? "" : namespace) + "/" + name;
    }

    boolean ofStatus() {
      return "status".equals(subresource);
    }

    boolean separatesStatus() {
      return collection.startsWith(OWN);
    }
  }

  private NavigableMap<String, ObjectNode> in(String collection) {
    return objects.computeIfAbsent(collection, absent -> new TreeMap<>());
  }

  private Optional<ObjectNode> find(Place place) {
    return Optional.ofNullable(in(place.collection()).get(place.key()));
  }

  private ObjectNode require(Place place) {
    return find(place).orElseThrow(() -> notFound(place.collection() + place.key()));
  }

  private static Refusal notFound(String what) {
    return new Refusal(404, "NotFound", what + " not found", null);
  }

  private static Refusal conflict(String what) {
    return new Refusal(409, "Conflict", what, null);
  }

  // Reading.

  private MockResponse all(Place place, Map<String, String> query) {
    var selector = selector(place, query);
    if ("true".equals(query.get("watch"))) {
      return new MockResponse()
          .withWebSocketUpgrade(
              new Watch(
                  place.collection(),
                  selector,
                  Long.parseLong(query.getOrDefault("resourceVersion", "0"))));
    }
    var from = query.getOrDefault("continue", "");
    int limit = Integer.parseInt(query.getOrDefault("limit", "100000"));
    var found =
        in(place.collection()).tailMap(from, false).entrySet().stream()
            .filter(entry -> selector.test(entry.getValue()))
            .limit(limit + 1L)
            .toList();
    var list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    var metadata = list.putObject("metadata").put("resourceVersion", String.valueOf(version));
    if (found.size() > limit) {
      metadata.put("continue", found.get(limit - 1).getKey());
    }
    var items = list.putArray("items");
    found.stream().limit(limit).forEach(entry -> items.add(entry.getValue()));
    return json(200, list);
  }

  private static Predicate<ObjectNode> selector(Place place, Map<String, String> query) {
    Predicate<ObjectNode> all =
        object ->
            place.namespace() == null
                || place.namespace().equals(text(object, "/metadata/namespace"));
    for (var term : terms(query.get("fieldSelector"))) {
      all = all.and(term(term, (object, name) -> text(object, "/" + name.replace('.', '/'))));
    }
    for (var term : terms(query.get("labelSelector"))) {
      all = all.and(term(term, FakeKubernetes::label));
    }
    return all;
  }

  private static List<String> terms(@Nullable String selector) {
    return selector == null || selector.isEmpty() ? List.of() : List.of(selector.split(","));
  }

  private interface Reading {
    String of(ObjectNode object, String name);
  }

  private static Predicate<ObjectNode> term(String term, Reading reading) {
    var parts = term.split("!=|==|=", 2);
    if (parts.length == 1) {
      return term.startsWith("!")
          ? object -> reading.of(object, term.substring(1)).isEmpty()
          : object -> !reading.of(object, term).isEmpty();
    }
    return term.contains("!=")
        ? object -> !reading.of(object, parts[0]).equals(parts[1])
        : object -> reading.of(object, parts[0]).equals(parts[1]);
  }

  private static String label(ObjectNode object, String name) {
    return object.at("/metadata/labels").path(name).asText("");
  }

  private static String text(JsonNode object, String pointer) {
    return object.at(pointer).asText("");
  }

  private final class Watch extends WebSocketListener {
    private final String collection;
    private final Predicate<ObjectNode> wanted;
    private final long since;
    private @Nullable WebSocket socket;

    Watch(String collection, Predicate<ObjectNode> wanted, long since) {
      this.collection = collection;
      this.wanted = wanted;
      this.since = since;
    }

    @Override
    public void onOpen(WebSocket opened, Response response) {
      synchronized (FakeKubernetes.this) {
        socket = opened;
        if (since == 0) {
          in(collection).values().stream().filter(wanted).forEach(one -> send("ADDED", one));
        } else {
          changes.stream().filter(change -> change.version() > since).forEach(this::tell);
        }
        watches.add(this);
      }
    }

    void tell(Change change) {
      if (!change.collection().equals(collection)) {
        return;
      }
      var before = change.before();
      var after = change.after();
      boolean was = before != null && wanted.test(before);
      boolean is = after != null && wanted.test(after);
      if (is) {
        send(was ? "MODIFIED" : "ADDED", after);
      } else if (was) {
        var last = before.deepCopy();
        metadata(last).put("resourceVersion", String.valueOf(change.version()));
        send("DELETED", last);
      }
    }

    private void send(String type, @Nullable ObjectNode object) {
      var event = JSON.createObjectNode().put("type", type).set("object", object).toString();
      var to = socket;
      if (to != null) {
        courier.execute(() -> to.send(event));
      }
    }

    @Override
    public void onClosed(WebSocket closed, int code, String reason) {
      watches.remove(this);
    }

    @Override
    public void onClosing(WebSocket closing, int code, String reason) {
      watches.remove(this);
      closing.close(code, reason);
    }
  }

  // Writing.

  private ObjectNode create(Place place, ObjectNode body) {
    if (place.collection().endsWith("/selfsubjectaccessreviews")) {
      body.putObject("status").put("allowed", true);
      return body;
    }
    var object = body.deepCopy();
    var metadata = metadata(object);
    if (!metadata.has("name")) {
      metadata.put("name", text(metadata, "/generateName") + UUID.randomUUID());
    }
    var named = place.named(text(metadata, "/name"));
    if (find(named).isPresent()) {
      throw new Refusal(409, "AlreadyExists", named.key() + " already exists", null);
    }
    refuseNamespace(place.namespace());
    metadata.put("uid", UUID.randomUUID().toString()).put("generation", 1);
    metadata.put("creationTimestamp", now());
    metadata.remove("resourceVersion");
    if (place.namespace() != null) {
      metadata.put("namespace", place.namespace());
    }
    if (place.separatesStatus()) {
      object.putObject("status").put("observedGeneration", -1);
    }
    return put(named, null, object);
  }

  private void refuseNamespace(@Nullable String namespace) {
    if (namespace == null) {
      return;
    }
    var found =
        Optional.ofNullable(in(NAMESPACES).get("/" + namespace))
            .orElseThrow(() -> notFound("namespace " + namespace));
    if (metadata(found).has("deletionTimestamp")) {
      throw new Refusal(
          403,
          "Forbidden",
          "namespace " + namespace + " is being terminated",
          "NamespaceTerminating");
    }
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private ObjectNode put(Place place, @Nullable ObjectNode before, ObjectNode after) {
    version++;
    metadata(after).put("resourceVersion", String.valueOf(version));
    in(place.collection()).put(place.key(), after);
    tell(new Change(version, place.collection(), before, after));
    return after;
  }

  private void tell(Change change) {
    changes.add(change);
    watches.forEach(watch -> watch.tell(change));
    notifyAll();
  }

  private ObjectNode update(Place place, ObjectNode before, ObjectNode wanted) {
    var known = text(wanted, "/metadata/resourceVersion");
    if (!known.isEmpty() && !known.equals(text(before, "/metadata/resourceVersion"))) {
      throw conflict(place.key() + ": the object has been modified");
    }
    var uid = text(wanted, "/metadata/uid");
    if (!uid.isEmpty() && !uid.equals(text(before, "/metadata/uid"))) {
      throw conflict(place.key() + ": the uid is another");
    }
    var after = place.ofStatus() ? before.deepCopy() : wanted.deepCopy();
    if (place.separatesStatus() || place.ofStatus()) {
      after.set("status", (place.ofStatus() ? wanted : before).get("status"));
    }
    for (var fixed : List.of("uid", "creationTimestamp", "deletionTimestamp", "generation")) {
      copy(metadata(before), metadata(after), fixed);
    }
    copy(metadata(before), metadata(after), "resourceVersion");
    if (after.equals(before)) {
      return before;
    }
    if (!after.path("spec").equals(before.path("spec"))) {
      nextGeneration(after);
    }
    return isOver(after) ? remove(place, before) : put(place, before, after);
  }

  private static void copy(ObjectNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field));
    } else {
      to.remove(field);
    }
  }

  private static void nextGeneration(ObjectNode object) {
    metadata(object).put("generation", object.at("/metadata/generation").asInt() + 1);
  }

  private static boolean isOver(ObjectNode object) {
    return metadata(object).has("deletionTimestamp") && object.at("/metadata/finalizers").isEmpty();
  }

  private ObjectNode patch(Place place, String type, JsonNode body, Map<String, String> query) {
    if (type.startsWith("application/apply-patch")) {
      return apply(place, (ObjectNode) body, query.getOrDefault("fieldManager", "unknown"));
    }
    var before = require(place);
    if (type.startsWith("application/json-patch")) {
      try {
        return update(place, before, (ObjectNode) JsonPatch.apply(body, before));
      } catch (RuntimeException unfit) {
        if (unfit instanceof Refusal) {
          throw unfit;
        }
        throw new Refusal(422, "Invalid", String.valueOf(unfit.getMessage()), null);
      }
    }
    var after = before.deepCopy();
    merge(after, (ObjectNode) body);
    return update(place, before, after);
  }

  private ObjectNode apply(Place place, ObjectNode body, String manager) {
    var present = find(place);
    if (present.isEmpty()) {
      if (place.ofStatus()) {
        throw notFound(place.key());
      }
      if (metadata(body).has("uid")) {
        throw conflict(place.key() + ": the uid is another");
      }
      return remember(create(place, body), manager, body);
    }
    var before = present.get();
    var after = before.deepCopy();
    var former =
        applied
            .getOrDefault(text(before, "/metadata/uid"), Map.of())
            .get(manager + place.ofStatus());
    if (former != null) {
      subtract(after, former, body);
    }
    merge(after, body);
    return remember(update(place, before, after), manager + place.ofStatus(), body);
  }

  private ObjectNode remember(ObjectNode written, String manager, ObjectNode body) {
    applied
        .computeIfAbsent(text(written, "/metadata/uid"), absent -> new HashMap<>())
        .put(manager, body);
    return written;
  }

  /** Takes away what a field manager applied before and leaves out now. */
  private static void subtract(ObjectNode from, ObjectNode former, ObjectNode wanted) {
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

  private static void merge(ObjectNode into, ObjectNode patch) {
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

  private ObjectNode delete(Place place, ObjectNode before, JsonNode options) {
    var expected = text(options, "/preconditions/resourceVersion");
    if (!expected.isEmpty() && !expected.equals(text(before, "/metadata/resourceVersion"))) {
      throw conflict(place.key() + ": the object has been modified");
    }
    if ("Orphan".equals(text(options, "/propagationPolicy"))) {
      dependents(before).forEach((owned, object) -> update(owned, object, withoutOwners(object)));
    }
    boolean held =
        !before.at("/metadata/finalizers").isEmpty()
            || (place.collection().equals(NAMESPACES) && !contents(before).isEmpty());
    if (!held) {
      return remove(place, before);
    }
    if (metadata(before).has("deletionTimestamp")) {
      return before;
    }
    var after = before.deepCopy();
    metadata(after).put("deletionTimestamp", now());
    nextGeneration(after);
    var marked = put(place, before, after);
    if (place.collection().equals(NAMESPACES)) {
      contents(before).forEach((inside, object) -> delete(inside, object, JSON.createObjectNode()));
    }
    return marked;
  }

  private static ObjectNode withoutOwners(ObjectNode object) {
    var free = object.deepCopy();
    metadata(free).remove("ownerReferences");
    return free;
  }

  private ObjectNode remove(Place place, ObjectNode last) {
    in(place.collection()).remove(place.key());
    version++;
    tell(new Change(version, place.collection(), last, null));
    dependents(last).forEach((owned, object) -> delete(owned, object, JSON.createObjectNode()));
    endNamespace(place.namespace());
    return last;
  }

  private void endNamespace(@Nullable String namespace) {
    var found = namespace == null ? null : in(NAMESPACES).get("/" + namespace);
    if (found != null && metadata(found).has("deletionTimestamp") && contents(found).isEmpty()) {
      remove(new Place(NAMESPACES, null, namespace, null), found);
    }
  }

  private Map<Place, ObjectNode> dependents(ObjectNode owner) {
    var uid = text(owner, "/metadata/uid");
    return objects(
        object ->
            Stream.of(object.at("/metadata/ownerReferences"))
                .flatMap(
                    owners -> owners instanceof ArrayNode all ? all.valueStream() : Stream.of())
                .anyMatch(reference -> uid.equals(text(reference, "/uid"))));
  }

  private Map<Place, ObjectNode> contents(ObjectNode namespace) {
    var name = text(namespace, "/metadata/name");
    return objects(object -> name.equals(text(object, "/metadata/namespace")));
  }

  private Map<Place, ObjectNode> objects(Predicate<ObjectNode> wanted) {
    var found = new HashMap<Place, ObjectNode>();
    objects.forEach(
        (collection, content) ->
            content.values().stream()
                .filter(wanted)
                .forEach(
                    object ->
                        found.put(
                            new Place(
                                collection,
                                metadata(object).path("namespace").textValue(),
                                text(object, "/metadata/name"),
                                null),
                            object)));
    return found;
  }

  // The wire.

  private static ObjectNode metadata(ObjectNode object) {
    return object.withObject("/metadata");
  }

  private static MockResponse json(int code, JsonNode body) {
    return new MockResponse()
        .setResponseCode(code)
        .setHeader("Content-Type", "application/json")
        .setBody(body.toString());
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException unreadable) {
      throw new Refusal(400, "BadRequest", unreadable.getMessage(), null);
    }
  }

  private static ObjectNode tree(String text) {
    return (ObjectNode) read(text);
  }

  private static Map<String, String> query(@Nullable String query) {
    var found = new HashMap<String, String>();
    if (query != null) {
      for (var pair : query.split("&")) {
        var parts = pair.split("=", 2);
        found.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
      }
    }
    return found;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void shutdown() {
    courier.shutdownNow();
  }
}
