package com.wandb.iam.loop.mock;

import static com.wandb.iam.loop.mock.ApiTrees.JSON;
import static com.wandb.iam.loop.mock.ApiTrees.merge;
import static com.wandb.iam.loop.mock.ApiTrees.metadata;
import static com.wandb.iam.loop.mock.ApiTrees.subtract;
import static com.wandb.iam.loop.mock.ApiTrees.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes of the API server in memory: what each one refuses and what it causes. */
final class ApiWrites {
  private final ApiObjects objects;
  private final InstantSource clock;

  /** By uid and field manager, because server-side apply removes fields that are now omitted. */
  private final Map<String, Map<String, ObjectNode>> applied = new HashMap<>();

  ApiWrites(ApiObjects objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  ObjectNode create(ApiPlace place, ObjectNode body) {
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
    if (objects.find(named).isPresent()) {
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
    return objects.put(named, null, object);
  }

  private void refuseNamespace(@Nullable String namespace) {
    if (namespace == null) {
      return;
    }
    var found =
        Optional.ofNullable(objects.in(ApiObjects.NAMESPACES).get("/" + namespace))
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

  ObjectNode update(ApiPlace place, ObjectNode before, ObjectNode wanted) {
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
    return isOver(after) ? remove(place, before) : objects.put(place, before, after);
  }

  private static void nextGeneration(ObjectNode object) {
    metadata(object).put("generation", object.at("/metadata/generation").asInt() + 1);
  }

  private static boolean isOver(ObjectNode object) {
    return metadata(object).has("deletionTimestamp") && object.at("/metadata/finalizers").isEmpty();
  }

  ObjectNode patch(ApiPlace place, String type, JsonNode body, Map<String, String> query) {
    if (type.startsWith("application/apply-patch")) {
      return apply(place, (ObjectNode) body, query.getOrDefault("fieldManager", "unknown"));
    }
    var before = objects.require(place);
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
    var present = objects.find(place);
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
    return own(newlyOwned ? objects.put(place, before, before.deepCopy()) : written, manager, body);
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

  ObjectNode delete(ApiPlace place, ObjectNode before, JsonNode options) {
    var expected = text(options, "/preconditions/resourceVersion");
    if (!expected.isEmpty() && !expected.equals(text(before, "/metadata/resourceVersion"))) {
      throw ApiRefusal.conflict(place.key() + ": the object has been modified");
    }
    if ("Orphan".equals(text(options, "/propagationPolicy"))) {
      objects
          .dependents(before)
          .forEach((owned, object) -> update(owned, object, withoutOwners(object)));
    }
    boolean held =
        !before.at("/metadata/finalizers").isEmpty()
            || (place.collection().equals(ApiObjects.NAMESPACES)
                && !objects.contents(before).isEmpty());
    if (!held) {
      return remove(place, before);
    }
    if (metadata(before).has("deletionTimestamp")) {
      return before;
    }
    var after = before.deepCopy();
    metadata(after).put("deletionTimestamp", now());
    nextGeneration(after);
    var marked = objects.put(place, before, after);
    if (place.collection().equals(ApiObjects.NAMESPACES)) {
      objects
          .contents(before)
          .forEach((inside, object) -> delete(inside, object, JSON.createObjectNode()));
    }
    return marked;
  }

  private static ObjectNode withoutOwners(ObjectNode object) {
    var free = object.deepCopy();
    metadata(free).remove("ownerReferences");
    return free;
  }

  private ObjectNode remove(ApiPlace place, ObjectNode last) {
    objects.remove(place, last);
    objects
        .dependents(last)
        .forEach((owned, object) -> delete(owned, object, JSON.createObjectNode()));
    endNamespace(place.namespace());
    return last;
  }

  private void endNamespace(@Nullable String namespace) {
    var found = namespace == null ? null : objects.in(ApiObjects.NAMESPACES).get("/" + namespace);
    if (found != null
        && metadata(found).has("deletionTimestamp")
        && objects.contents(found).isEmpty()) {
      remove(new ApiPlace(ApiObjects.NAMESPACES, null, namespace, null), found);
    }
  }
}
