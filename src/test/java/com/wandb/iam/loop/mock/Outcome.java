package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Result of a case.
 *
 * @param writes to the server since the initial state
 */
record Outcome(
    FakeKubernetes kubernetes, CaseObjects objects, World world, Supplier<List<String>> writes) {

  /** Returns whether the expected result is true now. */
  boolean isSo(Expectation expected) {
    return switch (expected) {
      case Expectation.Conditions(var kind, var name, var wanted) ->
          objects.find(kind, name).filter(found -> has(found, wanted)).isPresent();
      case Expectation.Absent(var kind, var name) -> objects.find(kind, name).isEmpty();
      case Expectation.Wrote(var calls) -> writes.get().equals(calls);
      case Expectation.Members(var team, var members) -> world.members(team).equals(members);
      case Expectation.Registry(var registry, var roles) -> world.registry(registry).equals(roles);
      case Expectation.Keys(var kind, var name, var keys) ->
          objects.find(kind, name).filter(found -> names(found).equals(keys)).isPresent();
      case Expectation.Holding(var kind, var name, var text) ->
          objects
              .find(kind, name)
              .filter(found -> found.toString().contains(objects.fill(text)))
              .isPresent();
      case Expectation.Told(var reason, var text) ->
          events()
              .filter(event -> reason.equals(event.path("reason").asText()))
              .anyMatch(event -> event.path("note").asText().contains(text));
    };
  }

  private static boolean has(ObjectNode resource, Map<String, String> wanted) {
    var found = Expectation.conditions(resource);
    boolean some = wanted.containsValue("+*");
    return resource.at("/status/observedGeneration").equals(resource.at("/metadata/generation"))
        && (some || found.keySet().equals(wanted.keySet()))
        && wanted.entrySet().stream()
            .allMatch(
                entry -> {
                  var is = found.getOrDefault(entry.getKey(), "");
                  return entry.getValue().equals("+*")
                      ? is.startsWith("+")
                      : is.equals(entry.getValue());
                });
  }

  private static Set<String> names(ObjectNode object) {
    var found = new TreeSet<String>();
    object.path("data").fieldNames().forEachRemaining(found::add);
    return found;
  }

  /** Returns events. Those about cluster-scoped objects are in the namespace default. */
  private Stream<ObjectNode> events() {
    return Stream.concat(objects.namespaces().stream(), Stream.of("default"))
        .flatMap(name -> kubernetes.list(Manifests.collection("Event"), name).stream())
        .filter(this::isOurs);
  }

  private boolean isOurs(JsonNode event) {
    return objects.isOurs(event.at("/regarding/namespace").asText())
        || objects.isOurs(event.at("/regarding/name").asText());
  }

  /** Describes the current state. */
  String describe() {
    var lines = new ArrayList<String>();
    for (var kind :
        List.of(
            "WandbServer",
            "CustomRole",
            "Team",
            "TeamMembership",
            "ServiceAccount",
            "StorageConnector",
            "Secret",
            "Event")) {
      Collection<String> where = Manifests.isOfCluster(kind) ? List.of("") : objects.namespaces();
      for (var space : where) {
        kubernetes.list(Manifests.collection(kind), space).stream()
            .filter(found -> !space.isEmpty() || found.toString().contains(objects.server()))
            .map(found -> describe(kind, found))
            .forEach(lines::add);
      }
    }
    lines.add("writes " + writes.get());
    lines.add("teams " + world.describe());
    return String.join("\n", lines);
  }

  private static String describe(String kind, ObjectNode found) {
    var text =
        new StringBuilder(kind)
            .append(' ')
            .append(found.at("/metadata/name").asText())
            .append(found.at("/metadata").has("deletionTimestamp") ? " (going) " : " ")
            .append(Expectation.words(Expectation.conditions(found)))
            .append(kind.equals("Secret") ? names(found) : "")
            .append(found.path("note").asText());
    found
        .at("/status/conditions")
        .forEach(
            condition -> {
              if (condition.has("message")) {
                text.append("\n    ").append(condition.get("message").asText());
              }
            });
    return text.toString();
  }
}
