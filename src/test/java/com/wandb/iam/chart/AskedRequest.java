package com.wandb.iam.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request of a ServiceAccount to the API server, read from the audit log.
 *
 * @param namespace empty for cluster-scoped objects and for all namespaces
 * @param name empty if the request names no object
 * @param resource in the plural, with a subresource after a slash
 * @param status of the response, or 200 if the response is still open
 */
public record AskedRequest(
    String namespace, String name, String group, String resource, String verb, int status) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the distinct requests of the account for resources so far. */
  public static List<AskedRequest> readFrom(Path auditLog, String namespace, String account) {
    var user = "system:serviceaccount:" + namespace + ":" + account;
    try (var lines = Files.lines(auditLog)) {
      return lines
          .map(AskedRequest::json)
          .filter(event -> event.at("/user/username").asText().equals(user))
          .filter(event -> event.has("objectRef"))
          .flatMap(AskedRequest::of)
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("no event: " + line, e);
    }
  }

  private static Stream<AskedRequest> of(JsonNode event) {
    var object = event.get("objectRef");
    var subresource = object.path("subresource").asText();
    var asked =
        new AskedRequest(
            object.path("namespace").asText(),
            object.path("name").asText(),
            object.path("apiGroup").asText(),
            object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
            event.path("verb").asText(),
            event.at("/responseStatus/code").asInt());
    // Applying an absent object creates it, so the API server also checks the right to create.
    return asked.verb.equals("patch") && asked.status == 201
        ? Stream.of(asked, asked.as("create"))
        : Stream.of(asked);
  }

  private AskedRequest as(String other) {
    return new AskedRequest(namespace, name, group, resource, other, status);
  }

  @Override
  public String toString() {
    return "%s %s%s%s%s (answered %d)"
        .formatted(
            verb,
            group.isEmpty() ? "" : group + "/",
            resource,
            name.isEmpty() ? "" : " " + name,
            namespace.isEmpty() ? "" : " in " + namespace,
            status);
  }
}
