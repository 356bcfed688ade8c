package com.wandb.iam.loop.mock;

import static com.wandb.iam.loop.mock.ApiTrees.JSON;
import static com.wandb.iam.loop.mock.ApiTrees.json;
import static com.wandb.iam.loop.mock.ApiTrees.merge;
import static com.wandb.iam.loop.mock.ApiTrees.metadata;
import static com.wandb.iam.loop.mock.ApiTrees.query;
import static com.wandb.iam.loop.mock.ApiTrees.read;
import static com.wandb.iam.loop.mock.ApiTrees.subtract;
import static com.wandb.iam.loop.mock.ApiTrees.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.loop.mock.ApiWatches.Change;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.zjsonpatch.JsonPatch;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * API server in memory, with the features that the operator uses. The dispatcher of the mock server
 * is not used, because it refuses server-side apply, replays whole collections to each watch, and
 * ignores limits, field selectors and namespace deletion. Schemas, defaults, validation and
 * authorization are tested on a real API server.
 */
final class FakeKubernetes extends Dispatcher {
  static final String OWN = "/apis/iam.wandb.com/v1alpha1";
  private static final String NAMESPACES = "/api/v1/namespaces";

  private final InstantSource clock;
  private final Map<String, NavigableMap<String, ObjectNode>> objects = new HashMap<>();

  /** By uid and field manager, because server-side apply removes fields that are now omitted. */
  private final Map<String, Map<String, ObjectNode>> applied = new HashMap<>();

  private final ApiWatches watches = new ApiWatches(this);
  private final Map<Predicate<String>, Integer> refusals = new ConcurrentHashMap<>();
  private final ObjectNode kinds;

  private long version = 1;
  private final List<String> needless = new CopyOnWriteArrayList<>();

  /**
   * @param kinds plural by kind for each of the operator's kinds; cluster-scoped kinds have a
   *     {@code /} before the plural
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

  /** Answers matching requests, such as {@code POST /api/v1/...}, with a code. */
  void refuse(int code, Predicate<String> request) {
    refusals.put(request, code);
  }

  /** Waits until the condition is true; returns false after a timeout. */
  boolean await(Duration atMost, BooleanSupplier so) {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end) {
      synchronized (this) {
        if (so.getAsBoolean()) {
          return true;
        }
        try {
          wait(10); // Polls, because other changes do not notify this lock
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }
    }
    return false;
  }

  /** Returns an object; empty if it is absent. */
  synchronized Optional<ObjectNode> find(String collection, String namespace, String name) {
    return Optional.ofNullable(in(collection).get(namespace + "/" + name));
  }

  /** Returns all objects of a collection in a namespace. */
  synchronized List<ObjectNode> list(String collection, String namespace) {
    return in(collection).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(namespace + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Removes everything in the namespaces, and a WandbServer, regardless of finalizers. */
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

  /** Executes a request as a client sends it. */
  ObjectNode request(String method, String path, JsonNode body) {
    var type =
        method.equals("PATCH") ? "application/merge-patch+json" : "application/json; charset=utf-8";
    return (ObjectNode) read(handle(method, path, type, body).getBody().readUtf8());
  }

  /** Returns writes of clients that changed nothing. */
  List<String> needlessWrites() {
    return List.copyOf(needless);
  }

  private void noteNeedless(RecordedRequest request, long before) {
    boolean writes = Set.of("PUT", "PATCH").contains(request.getMethod());
    if (writes && version == before) {
      needless.add(request.getMethod() + " " + request.getPath());
    }
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    var type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
    var text = request.getBody() == null ? "" : request.getBody().readUtf8();
    try {
      var body = text.isEmpty() ? JSON.createObjectNode() : read(text);
      synchronized (this) {
        long before = version;
        var answer = handle(request.getMethod(), request.getPath(), type, body);
        noteNeedless(request, before);
        return answer;
      }
    } catch (ApiRefusal refusal) {
      return refusal.answer();
    } catch (RuntimeException fault) {
      return new ApiRefusal(500, "InternalError", "fault of the test's API server: " + fault, null)
          .answer();
    }
  }

  private synchronized MockResponse handle(String method, String uri, String type, JsonNode body) {
    var path = URI.create(uri).getRawPath();
    var query = query(URI.create(uri).getRawQuery());
    refusals.forEach(
        (refused, code) -> {
          if (refused.test(method + " " + path)) {
            throw new ApiRefusal(code, "Refused", "refused by the test", null);
          }
        });
    var fixed = fixed(path);
    if (fixed.isPresent()) {
      return json(200, fixed.get());
    }
    var place = ApiPlace.of(path);
    return switch (method) {
      case "GET" -> place.name() == null ? all(place, query) : json(200, require(place));
      case "POST" -> json(201, create(place, (ObjectNode) body));
      case "PUT" -> json(200, update(place, require(place), (ObjectNode) body));
      case "PATCH" -> json(200, patch(place, type, body, query));
      case "DELETE" -> json(200, delete(place, require(place), body));
      default -> throw new ApiRefusal(405, "MethodNotAllowed", method, null);
    };
  }

  private Optional<ObjectNode> fixed(String path) {
    return switch (path) {
      case "/version" -> Optional.of(JSON.createObjectNode().put("major", "1").put("minor", "35"));
      case OWN -> Optional.of(kinds);
      case "/apis/apps.wandb.com" -> {
        if (!objects.containsKey("/apis/apps.wandb.com/v1/weightsandbiases")) {
          throw ApiRefusal.notFound(path);
        }
        var group = JSON.createObjectNode().put("kind", "APIGroup").put("name", "apps.wandb.com");
        group.putArray("versions").addObject().put("version", "v1");
        yield Optional.of(group);
      }
      default -> Optional.empty();
    };
  }

  private NavigableMap<String, ObjectNode> in(String collection) {
    return objects.computeIfAbsent(collection, absent -> new TreeMap<>());
  }

  private Optional<ObjectNode> find(ApiPlace place) {
    return Optional.ofNullable(in(place.collection()).get(place.key()));
  }

  private ObjectNode require(ApiPlace place) {
    return find(place).orElseThrow(() -> ApiRefusal.notFound(place.collection() + place.key()));
  }

  // Reading.

  private MockResponse all(ApiPlace place, Map<String, String> query) {
    var selector = ApiSelector.of(place, query);
    if ("true".equals(query.get("watch"))) {
      return new MockResponse()
          .withWebSocketUpgrade(
              watches.from(
                  place.collection(),
                  selector,
                  in(place.collection())::values,
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

  // Writing.

  private ObjectNode create(ApiPlace place, ObjectNode body) {
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
      throw new ApiRefusal(409, "AlreadyExists", named.key() + " already exists", null);
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
            .orElseThrow(() -> ApiRefusal.notFound("namespace " + namespace));
    if (metadata(found).has("deletionTimestamp")) {
      throw new ApiRefusal(
          403,
          "Forbidden",
          "namespace " + namespace + " is being terminated",
          "NamespaceTerminating");
    }
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private ObjectNode put(ApiPlace place, @Nullable ObjectNode before, ObjectNode after) {
    version++;
    metadata(after).put("resourceVersion", String.valueOf(version));
    in(place.collection()).put(place.key(), after);
    tell(new Change(version, place.collection(), before, after));
    return after;
  }

  private void tell(Change change) {
    watches.tell(change);
    notifyAll();
  }

  private ObjectNode update(ApiPlace place, ObjectNode before, ObjectNode wanted) {
    var known = text(wanted, "/metadata/resourceVersion");
    if (!known.isEmpty() && !known.equals(text(before, "/metadata/resourceVersion"))) {
      throw ApiRefusal.conflict(place.key() + ": the object has been modified");
    }
    var uid = text(wanted, "/metadata/uid");
    if (!uid.isEmpty() && !uid.equals(text(before, "/metadata/uid"))) {
      throw ApiRefusal.conflict(place.key() + ": the uid is another");
    }
    var after = place.ofStatus() ? before.deepCopy() : wanted.deepCopy();
    if (place.separatesStatus() || place.ofStatus()) {
      after.set("status", (place.ofStatus() ? wanted : before).get("status"));
    }
    for (var fixed : List.of("uid", "creationTimestamp", "deletionTimestamp", "generation")) {
      ApiTrees.copy(metadata(before), metadata(after), fixed);
    }
    ApiTrees.copy(metadata(before), metadata(after), "resourceVersion");
    if (after.equals(before)) {
      return before;
    }
    if (!after.path("spec").equals(before.path("spec"))) {
      nextGeneration(after);
    }
    return isOver(after) ? remove(place, before) : put(place, before, after);
  }

  private static void nextGeneration(ObjectNode object) {
    metadata(object).put("generation", object.at("/metadata/generation").asInt() + 1);
  }

  private static boolean isOver(ObjectNode object) {
    return metadata(object).has("deletionTimestamp") && object.at("/metadata/finalizers").isEmpty();
  }

  private ObjectNode patch(ApiPlace place, String type, JsonNode body, Map<String, String> query) {
    if (type.startsWith("application/apply-patch")) {
      return apply(place, (ObjectNode) body, query.getOrDefault("fieldManager", "unknown"));
    }
    var before = require(place);
    if (type.startsWith("application/json-patch")) {
      try {
        return update(place, before, (ObjectNode) JsonPatch.apply(body, before));
      } catch (RuntimeException unfit) {
        if (unfit instanceof ApiRefusal) {
          throw unfit;
        }
        throw new ApiRefusal(422, "Invalid", String.valueOf(unfit.getMessage()), null);
      }
    }
    var after = before.deepCopy();
    merge(after, (ObjectNode) body);
    return update(place, before, after);
  }

  private ObjectNode apply(ApiPlace place, ObjectNode body, String name) {
    var manager = name + place.ofStatus();
    var present = find(place);
    if (present.isEmpty()) {
      if (place.ofStatus()) {
        throw ApiRefusal.notFound(place.key());
      }
      if (metadata(body).has("uid")) {
        throw ApiRefusal.conflict(place.key() + ": the uid is another");
      }
      return own(create(place, body), manager, body);
    }
    var before = present.get();
    var after = before.deepCopy();
    var former = applied.getOrDefault(text(before, "/metadata/uid"), Map.of()).get(manager);
    if (former != null) {
      subtract(after, former, body);
    }
    merge(after, body);
    var written = update(place, before, after);
    boolean newlyOwned = written.equals(before) && !withoutVersion(body).equals(former);
    return own(newlyOwned ? put(place, before, before.deepCopy()) : written, manager, body);
  }

  /** Records the fields of a field manager, which is itself a change of the object. */
  private ObjectNode own(ObjectNode written, String manager, ObjectNode body) {
    applied
        .computeIfAbsent(text(written, "/metadata/uid"), absent -> new HashMap<>())
        .put(manager, withoutVersion(body));
    return written;
  }

  private static ObjectNode withoutVersion(ObjectNode body) {
    var copy = body.deepCopy();
    metadata(copy).remove("resourceVersion");
    return copy;
  }

  private ObjectNode delete(ApiPlace place, ObjectNode before, JsonNode options) {
    var expected = text(options, "/preconditions/resourceVersion");
    if (!expected.isEmpty() && !expected.equals(text(before, "/metadata/resourceVersion"))) {
      throw ApiRefusal.conflict(place.key() + ": the object has been modified");
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

  private ObjectNode remove(ApiPlace place, ObjectNode last) {
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
      remove(new ApiPlace(NAMESPACES, null, namespace, null), found);
    }
  }

  private Map<ApiPlace, ObjectNode> dependents(ObjectNode owner) {
    var uid = text(owner, "/metadata/uid");
    return objects(
        object ->
            Stream.of(object.at("/metadata/ownerReferences"))
                .flatMap(
                    owners -> owners instanceof ArrayNode all ? all.valueStream() : Stream.of())
                .anyMatch(reference -> uid.equals(text(reference, "/uid"))));
  }

  private Map<ApiPlace, ObjectNode> contents(ObjectNode namespace) {
    var name = text(namespace, "/metadata/name");
    return objects(object -> name.equals(text(object, "/metadata/namespace")));
  }

  private Map<ApiPlace, ObjectNode> objects(Predicate<ObjectNode> wanted) {
    var found = new HashMap<ApiPlace, ObjectNode>();
    objects.forEach(
        (collection, content) ->
            content.values().stream()
                .filter(wanted)
                .forEach(
                    object ->
                        found.put(
                            new ApiPlace(
                                collection,
                                metadata(object).path("namespace").textValue(),
                                text(object, "/metadata/name"),
                                null),
                            object)));
    return found;
  }

  @Override
  public void shutdown() {
    watches.close();
  }
}
