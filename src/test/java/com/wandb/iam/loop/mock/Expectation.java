package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One expected result. */
sealed interface Expectation {
  /** A resource of the operator with exactly these conditions for its current generation. */
  record Conditions(String kind, String name, Map<String, String> wanted) implements Expectation {}

  /** An object that is absent. */
  record Absent(String kind, String name) implements Expectation {}

  /** Exactly these writes reached the server since the case's given part. */
  record Wrote(List<String> calls) implements Expectation {}

  /** Exactly these members of a team, with their roles. */
  record Members(String team, Set<String> members) implements Expectation {}

  /** Exactly these roles of users in a registry. */
  record Registry(String registry, Set<String> roles) implements Expectation {}

  /** An object, such as a Secret, whose data has exactly these keys. */
  record Keys(String kind, String name, Set<String> keys) implements Expectation {}

  /** An object that contains a text. */
  record Holding(String kind, String name, String text) implements Expectation {}

  /** An event with this reason, and with this text in its note. */
  record Told(String reason, String text) implements Expectation {}

  /** Reads one part of the column {@code then}. */
  static Expectation read(String text) {
    var words = List.of(text.strip().split("\\s+"));
    return switch (words.getFirst()) {
      case "no" -> new Absent(words.get(1), words.get(2));
      case "wrote" -> new Wrote(calls(text.strip().substring("wrote".length()).strip()));
      case "members" -> new Members(words.get(1), new TreeSet<>(words.subList(2, words.size())));
      case "registry" -> new Registry(words.get(1), new TreeSet<>(words.subList(2, words.size())));
      case "keys" ->
          new Keys(
              words.get(1),
              words.get(2),
              words.size() > 3 ? new TreeSet<>(List.of(words.get(3).split(","))) : Set.of());
      case "in" -> new Holding(words.get(1), words.get(2), after(text, words.get(2)));
      case "event" -> new Told(words.get(1), after(text, words.get(1)));
      default ->
          new Conditions(words.get(0), words.get(1), Shape.read(words.subList(2, words.size())));
    };
  }

  private static String after(String text, String word) {
    return text.substring(text.indexOf(word) + word.length()).strip();
  }

  private static List<String> calls(String text) {
    return text.equals("nothing") ? List.of() : List.of(text.split(" \\+ "));
  }

  /** Reads a whole column. */
  static List<Expectation> readAll(String column) {
    return Stream.of(column.split(";"))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(Expectation::read)
        .toList();
  }

  /** The conditions of a resource as {@link Shape} writes them. */
  static Map<String, String> conditions(ObjectNode resource) {
    var found = new TreeMap<String, String>();
    resource
        .at("/status/conditions")
        .forEach(
            condition ->
                found.put(
                    condition.path("type").asText(),
                    sign(condition.path("status").asText()) + condition.path("reason").asText()));
    return found;
  }

  private static String sign(String status) {
    return switch (status) {
      case "True" -> "+";
      case "False" -> "-";
      default -> "?";
    };
  }

  /** Returns the conditions that a column names, as {@code Ready-Conflict}. */
  static Stream<String> conditions(String column) {
    return readAll(column).stream()
        .filter(Conditions.class::isInstance)
        .flatMap(one -> ((Conditions) one).wanted().entrySet().stream())
        .map(entry -> entry.getKey() + entry.getValue());
  }

  /** Returns the conditions in the format of the table. */
  static String words(Map<String, String> conditions) {
    return conditions.entrySet().stream()
        .map(entry -> entry.getKey() + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
