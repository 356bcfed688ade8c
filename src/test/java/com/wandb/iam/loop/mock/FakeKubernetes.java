package com.wandb.iam.loop.mock;

import static com.wandb.iam.loop.mock.ApiTrees.JSON;
import static com.wandb.iam.loop.mock.ApiTrees.json;
import static com.wandb.iam.loop.mock.ApiTrees.query;
import static com.wandb.iam.loop.mock.ApiTrees.read;
import static com.wandb.iam.loop.mock.ApiTrees.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * API server in memory, with the features that the operator uses. The dispatcher of the mock server
 * is not used, because it refuses server-side apply, replays whole collections to each watch, and
 * ignores limits, field selectors and namespace deletion. Schemas, defaults, validation and
 * authorization are tested on a real API server.
 */
final class FakeKubernetes extends Dispatcher {
  static final String OWN = "/apis/iam.wandb.com/v1alpha1";

  private final ApiObjects objects = new ApiObjects();
  private final ApiWrites writes;
  private final Map<Predicate<String>, Integer> refusals = new ConcurrentHashMap<>();
  private final ObjectNode kinds;
  private final List<String> needless = new CopyOnWriteArrayList<>();

  /**
   * @param kinds plural by kind for each of the operator's kinds; cluster-scoped kinds have a
   *     {@code /} before the plural
   */
  FakeKubernetes(InstantSource clock, Map<String, String> kinds) {
    this.writes = new ApiWrites(objects, clock);
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
      synchronized (objects) {
        if (so.getAsBoolean()) {
          return true;
        }
        try {
          objects.wait(10); // Polls, because other changes do not notify this lock
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }
    }
    return false;
  }

  /** Returns an object; empty if it is absent. */
  Optional<ObjectNode> find(String collection, String namespace, String name) {
    synchronized (objects) {
      return Optional.ofNullable(objects.in(collection).get(namespace + "/" + name));
    }
  }

  /** Returns all objects of a collection in a namespace. */
  List<ObjectNode> list(String collection, String namespace) {
    synchronized (objects) {
      return objects.in(collection).entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(namespace + "/"))
          .map(Map.Entry::getValue)
          .toList();
    }
  }

  /** Removes everything in the namespaces, and a WandbServer, regardless of finalizers. */
  void drop(Collection<String> namespaces, String server) {
    synchronized (objects) {
      objects
          .matching(
              object ->
                  namespaces.contains(text(object, "/metadata/namespace"))
                      || server.equals(text(object, "/spec/serverRef/name"))
                      || (text(object, "/kind").equals("WandbServer")
                          && server.equals(text(object, "/metadata/name"))))
          .forEach(objects::remove);
    }
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
    boolean isWrite = Set.of("PUT", "PATCH").contains(request.getMethod());
    if (isWrite && objects.version() == before) {
      needless.add(request.getMethod() + " " + request.getPath());
    }
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    var type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
    var text = request.getBody() == null ? "" : request.getBody().readUtf8();
    try {
      var body = text.isEmpty() ? JSON.createObjectNode() : read(text);
      synchronized (objects) {
        long before = objects.version();
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

  private MockResponse handle(String method, String uri, String type, JsonNode body) {
    synchronized (objects) {
      return answer(method, uri, type, body);
    }
  }

  private MockResponse answer(String method, String uri, String type, JsonNode body) {
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
      case "GET" -> place.name() == null ? all(place, query) : json(200, objects.require(place));
      case "POST" -> json(201, writes.create(place, (ObjectNode) body));
      case "PUT" -> json(200, writes.update(place, objects.require(place), (ObjectNode) body));
      case "PATCH" -> json(200, writes.patch(place, type, body, query));
      case "DELETE" -> json(200, writes.delete(place, objects.require(place), body));
      default -> throw new ApiRefusal(405, "MethodNotAllowed", method, null);
    };
  }

  private Optional<ObjectNode> fixed(String path) {
    return switch (path) {
      case "/version" -> Optional.of(JSON.createObjectNode().put("major", "1").put("minor", "35"));
      case OWN -> Optional.of(kinds);
      case "/apis/apps.wandb.com" -> {
        if (!objects.has("/apis/apps.wandb.com/v1/weightsandbiases")) {
          throw ApiRefusal.notFound(path);
        }
        var group = JSON.createObjectNode().put("kind", "APIGroup").put("name", "apps.wandb.com");
        group.putArray("versions").addObject().put("version", "v1");
        yield Optional.of(group);
      }
      default -> Optional.empty();
    };
  }

  private MockResponse all(ApiPlace place, Map<String, String> query) {
    var selector = ApiSelector.of(place, query);
    if ("true".equals(query.get("watch"))) {
      return new MockResponse()
          .withWebSocketUpgrade(
              objects
                  .watches()
                  .from(
                      place.collection(),
                      selector,
                      objects.in(place.collection())::values,
                      Long.parseLong(query.getOrDefault("resourceVersion", "0"))));
    }
    var from = query.getOrDefault("continue", "");
    int limit = Integer.parseInt(query.getOrDefault("limit", "100000"));
    var found =
        objects.in(place.collection()).tailMap(from, false).entrySet().stream()
            .filter(entry -> selector.test(entry.getValue()))
            .limit(limit + 1L)
            .toList();
    var list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    var metadata =
        list.putObject("metadata").put("resourceVersion", String.valueOf(objects.version()));
    if (found.size() > limit) {
      metadata.put("continue", found.get(limit - 1).getKey());
    }
    var items = list.putArray("items");
    found.stream().limit(limit).forEach(entry -> items.add(entry.getValue()));
    return json(200, list);
  }

  @Override
  public void shutdown() {
    objects.watches().close();
  }
}
