package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.WandbException;
import java.util.Map;

/** Sends GraphQL documents. What a caller passes travels in variables, never in the document. */
final class GraphQl {
  private final Transport transport;
  private final Redactor redactor;
  private final String userAgent;

  GraphQl(Transport transport, Redactor redactor, String userAgent) {
    this.transport = transport;
    this.redactor = redactor;
    this.userAgent = userAgent;
  }

  /** Asks, changing nothing. */
  JsonNode query(String operation, ApiKey key, String document, ObjectNode variables) {
    return send(operation, key, document, variables, false);
  }

  /** Changes something. */
  JsonNode mutate(String operation, ApiKey key, String document, ObjectNode variables) {
    return send(operation, key, document, variables, true);
  }

  private JsonNode send(
      String operation, ApiKey key, String document, ObjectNode variables, boolean write) {
    var body = Json.object();
    body.put("query", document);
    body.set("variables", variables);
    var answer =
        transport.send(
            new Call(operation, "POST", "/graphql", headers(key), Json.write(body), write));
    if (answer.isPage()) {
      throw Malformed.answer("a web page instead of GraphQL; is spec.url the server's address?");
    }
    var read =
        Json.tryRead(answer.body())
            .orElseThrow(() -> Malformed.answer("it is not JSON, or broken off"));
    return data(read);
  }

  /** Any error fails the call, even beside data. */
  private JsonNode data(JsonNode read) throws WandbException {
    var errors = read.path("errors");
    if (errors.isArray() && !errors.isEmpty()) {
      throw StatusErrors.graphQl(
          redactor.clean(errors.path(0).path("message").asText("GraphQL error without a message")));
    }
    if (!read.path("data").isObject()) {
      throw Malformed.answer("GraphQL without data");
    }
    return read.path("data");
  }

  /** The header about admin privileges is what the server gates admin fields on. */
  private Map<String, String> headers(ApiKey key) {
    return Map.of(
        "Authorization", Authorization.graphQl(key),
        "Accept", "application/json",
        "Content-Type", "application/json",
        "Use-Admin-Privileges", "true",
        "User-Agent", userAgent);
  }
}
