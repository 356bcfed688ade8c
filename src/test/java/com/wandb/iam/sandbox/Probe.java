package com.wandb.iam.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain HTTP client for the sandbox's own tests. Immutable; each {@code with} method returns a
 * copy.
 */
record Probe(URI url, Map<String, String> headers) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String USER = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"]";
  static final String GROUP = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"]";
  static final String ROLE = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Role\"]";

  /** Received answer. */
  record Answer(int status, HttpResponse<String> response) {
    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + response.body(), e);
      }
    }

    /** Returns the message of the first error, or an empty text. */
    String graphQlError() {
      return json().path("errors").path(0).path("message").asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return response.body();
    }
  }

  /** Returns a SCIM client of the operator's account. */
  static Probe scim(Sandbox sandbox) {
    return anonymous(sandbox)
        .basic("", sandbox.adminKey())
        .with("Content-Type", "application/scim+json");
  }

  /** Returns a GraphQL client with a key that requests admin privileges as the SDK does. */
  static Probe graphQl(Sandbox sandbox, String key) {
    return anonymous(sandbox)
        .basic("api", key)
        .with("Content-Type", "application/json")
        .with("Use-Admin-Privileges", "true");
  }

  static Probe anonymous(Sandbox sandbox) {
    return new Probe(sandbox.url(), Map.of());
  }

  Probe with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Probe(url, more);
  }

  Probe basic(String user, String key) {
    return with(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString((user + ":" + key).getBytes(UTF_8)));
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer patch(String path, String operations) {
    String body =
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
            + operations
            + "]}";
    return send("PATCH", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /** Runs a document with variables in JSON. */
  Answer query(String document, String variables) {
    String body;
    try {
      body =
          JSON.createObjectNode()
              .put("query", document)
              .put("operationName", "")
              .set("variables", JSON.readTree(variables))
              .toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return post("/graphql", body);
  }

  Answer query(String document) {
    return query(document, "{}");
  }

  Answer send(String method, String path, @Nullable String body) {
    try {
      return attempt(method, path, body, Duration.ofSeconds(20));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  Answer attempt(String method, String path, @Nullable String body, Duration timeout)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout);
    headers.forEach(request::header);
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
