package com.wandb.iam.loop.mock;

import static com.wandb.iam.loop.mock.ApiTrees.metadata;
import static com.wandb.iam.loop.mock.ApiTrees.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.loop.mock.ApiWatches.Change;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects of the API server in memory, their versions and their watches. Callers hold its lock, and
 * each change notifies those that wait for the lock.
 */
final class ApiObjects {
  static final String NAMESPACES = "/api/v1/namespaces";

  private final Map<String, NavigableMap<String, ObjectNode>> collections = new HashMap<>();
  private final ApiWatches watches = new ApiWatches(this);
  private long version = 1;

  /** Returns the version of the last change. */
  long version() {
    return version;
  }

  ApiWatches watches() {
    return watches;
  }

  boolean has(String collection) {
    return collections.containsKey(collection);
  }

  /** Returns the objects of a collection by {@link ApiPlace#key}. */
  NavigableMap<String, ObjectNode> in(String collection) {
    return collections.computeIfAbsent(collection, absent -> new TreeMap<>());
  }

  Optional<ObjectNode> find(ApiPlace place) {
    return Optional.ofNullable(in(place.collection()).get(place.key()));
  }

  ObjectNode require(ApiPlace place) {
    return find(place).orElseThrow(() -> ApiRefusal.notFound(place.collection() + place.key()));
  }

  /** Stores an object with a new version. */
  ObjectNode put(ApiPlace place, @Nullable ObjectNode before, ObjectNode after) {
    version++;
    metadata(after).put("resourceVersion", String.valueOf(version));
    in(place.collection()).put(place.key(), after);
    tell(new Change(version, place.collection(), before, after));
    return after;
  }

  /** Removes an object, and nothing else. */
  void remove(ApiPlace place, ObjectNode last) {
    in(place.collection()).remove(place.key());
    version++;
    tell(new Change(version, place.collection(), last, null));
  }

  private void tell(Change change) {
    watches.tell(change);
    notifyAll();
  }

  Map<ApiPlace, ObjectNode> dependents(ObjectNode owner) {
    var uid = text(owner, "/metadata/uid");
    return matching(
        object ->
            Stream.of(object.at("/metadata/ownerReferences"))
                .flatMap(
                    owners -> owners instanceof ArrayNode all ? all.valueStream() : Stream.of())
                .anyMatch(reference -> uid.equals(text(reference, "/uid"))));
  }

  Map<ApiPlace, ObjectNode> contents(ObjectNode namespace) {
    var name = text(namespace, "/metadata/name");
    return matching(object -> name.equals(text(object, "/metadata/namespace")));
  }

  Map<ApiPlace, ObjectNode> matching(Predicate<ObjectNode> wanted) {
    var found = new HashMap<ApiPlace, ObjectNode>();
    collections.forEach(
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
}
