package com.wandb.iam.wandb.transport;

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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON as this wire needs it: bounded in depth and number of values, forgiving about what is
 * absent, and not about what is said twice, for whoever looked at it on the way may have taken the
 * other one.
 */
public final class Json {
  private static final int MAX_DEPTH = 100;

  /** As long as a status can hold; those of W&amp;B have a dozen characters. */
  private static final int LONGEST_ID = 256;

  /** No longer than the longest address that can be declared. */
  private static final int LONGEST_LABEL = 254;

  private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxTokenCount(Room.values(Runtime.getRuntime().maxMemory()))
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  public static String write(JsonNode document) {
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
  public static JsonNode read(String body) {
    return tryRead(body)
        .orElseThrow(
            () ->
                Malformed.answer(
                    "it is not JSON, broken off, nested too deeply, larger than the memory of this"
                        + " process allows, or says something twice"));
  }

  /** The text of the first of these fields that has one. */
  public static @Nullable String text(JsonNode node, String... fields) {
    for (var field : fields) {
      var value = node.path(field);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        return value.asText();
      }
    }
    return null;
  }

  /** The text of a field without which the answer makes no sense. */
  public static String required(JsonNode node, String... fields) {
    var value = text(node, fields);
    if (value == null) {
      throw Malformed.answer("it lacks the field " + fields[0]);
    }
    return value;
  }

  /**
   * What people call somebody: never written back, and shown in status, events and logs. What
   * cannot be seen in it, or is too much to be shown, is replaced, so that it equals no name that
   * can be declared.
   */
  public static @Nullable String label(JsonNode node, String... fields) {
    var text = text(node, fields);
    if (text == null) {
      return null;
    }
    var shown = UNSEEN.matcher(text).replaceAll("\ufffd");
    if (shown.length() <= LONGEST_LABEL) {
      return shown;
    }
    int end = LONGEST_LABEL - 1;
    boolean splits = Character.isHighSurrogate(shown.charAt(end - 1));
    return shown.substring(0, splits ? end - 1 : end) + "\ufffd";
  }

  /** The id of what the node is about. */
  public static String id(JsonNode node) {
    var id = required(node, "id");
    if (id.length() > LONGEST_ID) {
      throw Malformed.answer("an id of more than " + LONGEST_ID + " characters");
    }
    return id;
  }

  public static @Nullable Instant time(JsonNode node, String field) {
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
