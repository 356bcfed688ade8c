package com.wandb.iam.sandbox.scim;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.wire.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the bodies of SCIM requests and refuses invalid ones. */
public record ScimBody(JsonNode node) {
  static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:";
  static final String TEAMS_EXTENSION = "urn:ietf:params:scim:schemas:extension:teams:2.0:User";
  static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  static final ObjectMapper JSON = new ObjectMapper();

  /** One operation of a PATCH. An absent value is a missing node. */
  record Operation(String op, String path, JsonNode value) {
    boolean is(String wantedOp, String wantedPath) {
      return op.equals(wantedOp) && path.equals(wantedPath);
    }

    boolean hasValue() {
      return !value.isMissingNode() && !value.isNull();
    }
  }

  /**
   * Returns the body. It must be a JSON object with the content type and the schema of the call.
   */
  static ScimBody of(WireRequest request, String schema) {
    String type =
        request.header("content-type").orElse("").split(";")[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals("application/scim+json") && !type.equals("application/json")) {
      throw Refusal.invalid("unsupported content type: " + type);
    }
    ScimBody body;
    try {
      body = new ScimBody(JSON.readTree(request.body()));
    } catch (JacksonException | java.io.UncheckedIOException notJson) {
      throw Refusal.invalid("the body is not JSON");
    } catch (java.io.IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    if (!body.node.isObject()) {
      throw Refusal.invalid("the body is not a JSON object");
    }
    if (!body.schemas().contains(schema)) {
      throw Refusal.invalid("schemas must hold " + schema);
    }
    return body;
  }

  List<String> schemas() {
    JsonNode schemas = node.path("schemas");
    List<String> found = new ArrayList<>();
    if (schemas.isArray()) {
      schemas.forEach(schema -> found.add(schema.asText()));
    }
    return found;
  }

  void allowOnly(Set<String> attributes) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!attributes.contains(name)) {
                throw Refusal.invalid("unknown attribute: " + name);
              }
            });
  }

  Optional<String> optional(String attribute) {
    return has(attribute) ? Optional.of(text(node.get(attribute), attribute)) : Optional.empty();
  }

  boolean has(String attribute) {
    return node.hasNonNull(attribute);
  }

  String required(String attribute) {
    return optional(attribute).orElseThrow(() -> Refusal.invalid(attribute + " is required"));
  }

  /**
   * Returns the primary email of a request, in which {@code emails} is always an array; empty if
   * absent.
   */
  Optional<String> email() {
    return has("emails") ? Optional.of(email(node.get("emails"))) : Optional.empty();
  }

  static String email(JsonNode emails) {
    if (!emails.isArray() || emails.isEmpty()) {
      throw Refusal.invalid("emails must be a list with one address");
    }
    JsonNode chosen = emails.get(0);
    for (JsonNode email : emails) {
      chosen = email.path("primary").asBoolean() ? email : chosen;
    }
    return text(chosen.path("value"), "emails.value");
  }

  /** Returns the texts of one attribute in a list of objects, such as {@code members:[{value}]}. */
  static List<String> texts(JsonNode list, String attribute) {
    if (!list.isArray()) {
      throw Refusal.invalid("a list of objects with " + attribute + " is expected");
    }
    List<String> found = new ArrayList<>();
    list.forEach(item -> found.add(text(item.path(attribute), attribute)));
    return found;
  }

  public static String text(JsonNode value, String name) {
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw Refusal.invalid(name + " must be text");
    }
    return value.asText();
  }

  List<Operation> operations() {
    allowOnly(Set.of("schemas", "Operations"));
    JsonNode list = node.path("Operations");
    if (!list.isArray() || list.isEmpty()) {
      throw Refusal.invalid("Operations must be a list with at least one operation");
    }
    List<Operation> found = new ArrayList<>();
    for (JsonNode item : list) {
      String op = text(item.path("op"), "op").toLowerCase(Locale.ROOT);
      if (!Set.of("add", "remove", "replace").contains(op)) {
        throw Refusal.invalid("unknown op: " + op);
      }
      found.add(new Operation(op, item.path("path").asText(""), item.path("value")));
    }
    return found;
  }
}
