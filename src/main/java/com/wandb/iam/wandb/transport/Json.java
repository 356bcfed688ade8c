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
 * Strict JSON reader and writer: bounded in depth and number of values. Absent fields are allowed.
 * Duplicate fields are rejected, because an intermediary may have read the other one.
 */
public final class Json {
  private static final int MAX_DEPTH = 100;

  /** Maximum length that a status can store. Ids of W&amp;B have about a dozen characters. */
  private static final int MAX_ID_LENGTH = 256;

  /** Maximum length of an email address that can be declared. */
  private static final int MAX_LABEL_LENGTH = 254;

  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxTokenCount(ResponseMemory.maxValues(Runtime.getRuntime().maxMemory()))
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Json() {}

  /** Returns a new object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Returns a new array. */
  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Returns the document as text. */
  public static String write(JsonNode document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }

  /** Returns the document, or empty if the body is not a JSON object or array. */
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

  /**
   * Returns the document, or throws an error of type Unavailable if the body is not a valid
   * document.
   */
  public static JsonNode read(String body) {
    return tryRead(body)
        .orElseThrow(
            () ->
                Malformed.answer(
                    "it is not JSON, incomplete, nested too deeply, too large for the memory of"
                        + " this process, or contains a duplicate field"));
  }

  /** Returns the text of the first of these fields with a value, or null. */
  public static @Nullable String text(JsonNode node, String... fields) {
    for (var field : fields) {
      var value = node.path(field);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        return value.asText();
      }
    }
    return null;
  }

  /** Returns the text of the first of these fields with a value. Throws if none has one. */
  public static String required(JsonNode node, String... fields) {
    var value = text(node, fields);
    if (value == null) {
      throw Malformed.answer("the field " + fields[0] + " is missing");
    }
    return value;
  }

  /**
   * Returns a display name. Display names are shown in status, events and logs, and are never
   * written back to the server. Invisible characters and excessive length are replaced by U+FFFD,
   * so that the result never equals a name that can be declared.
   */
  public static @Nullable String label(JsonNode node, String... fields) {
    var text = text(node, fields);
    if (text == null) {
      return null;
    }
    var shown = INVISIBLE.matcher(text).replaceAll("\ufffd");
    if (shown.length() <= MAX_LABEL_LENGTH) {
      return shown;
    }
    int end = MAX_LABEL_LENGTH - 1;
    boolean splits = Character.isHighSurrogate(shown.charAt(end - 1));
    return shown.substring(0, splits ? end - 1 : end) + "\ufffd";
  }

  /** Returns the id of the object. Throws if it is missing or too long. */
  public static String id(JsonNode node) {
    var id = required(node, "id");
    if (id.length() > MAX_ID_LENGTH) {
      throw Malformed.answer("an id has more than " + MAX_ID_LENGTH + " characters");
    }
    return id;
  }

  /** Returns the time in a field, or null if it is missing or unreadable. */
  public static @Nullable Instant time(JsonNode node, String field) {
    var text = text(node, field);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
