package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as this wire needs it: bounded in depth, forgiving about what is absent. */
final class Json {
  private static final int MAX_DEPTH = 100;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static String write(JsonNode document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }

  /** The document, or empty where this is none. */
  static Optional<JsonNode> tryRead(String body) {
    try {
      var document = MAPPER.readTree(body);
      return document == null || !document.isContainerNode()
          ? Optional.empty()
          : Optional.of(document);
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  /** The document of an answer that must have one. */
  static JsonNode read(String body) {
    return tryRead(body)
        .orElseThrow(() -> Malformed.answer("it is not JSON, broken off, or nested too deeply"));
  }

  /** The text of the first of these fields that has one. */
  static @Nullable String text(JsonNode node, String... fields) {
    for (var field : fields) {
      var value = node.path(field);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        return value.asText();
      }
    }
    return null;
  }

  /** The text of a field without which the answer makes no sense. */
  static String required(JsonNode node, String... fields) {
    var value = text(node, fields);
    if (value == null) {
      throw Malformed.answer("it lacks the field " + fields[0]);
    }
    return value;
  }

  static @Nullable Instant time(JsonNode node, String field) {
    var text = text(node, field);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException odd) {
      return null;
    }
  }
}
