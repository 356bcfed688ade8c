package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Selects the objects of a list or a watch. */
final class ApiSelector {
  private ApiSelector() {}

  static Predicate<ObjectNode> of(ApiPlace place, Map<String, String> query) {
    Predicate<ObjectNode> all =
        object ->
            place.namespace() == null
                || place.namespace().equals(ApiTrees.text(object, "/metadata/namespace"));
    for (var term : terms(query.get("fieldSelector"))) {
      all =
          all.and(
              term(term, (object, name) -> ApiTrees.text(object, "/" + name.replace('.', '/'))));
    }
    for (var term : terms(query.get("labelSelector"))) {
      all = all.and(term(term, ApiSelector::label));
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
}
