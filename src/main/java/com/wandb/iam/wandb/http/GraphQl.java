package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Answer;
import com.wandb.iam.wandb.transport.Authorization;
import com.wandb.iam.wandb.transport.Call;
import com.wandb.iam.wandb.transport.Json;
import com.wandb.iam.wandb.transport.Malformed;
import com.wandb.iam.wandb.transport.Redactor;
import com.wandb.iam.wandb.transport.ServerErrorMessages;
import com.wandb.iam.wandb.transport.Transport;
import java.util.Map;
import java.util.function.Function;

/** Sends GraphQL documents. What a caller passes travels in variables, never in the document. */
final class GraphQl {

  /**
   * The server gates admin rights and fields such as a user's keys on the header about privileges
   * and on a client that calls itself by this name; others are told to log in again. Our own name
   * follows, for whoever reads the server's logs.
   */
  private static final String KNOWN_CLIENT = "W&B Public Client 0.31.0 ";

  private final Transport transport;
  private final String userAgent;

  GraphQl(Transport transport, String userAgent) {
    this.transport = transport;
    this.userAgent = KNOWN_CLIENT + userAgent;
  }

  /** Asks, changing nothing. */
  JsonNode query(String operation, ApiKey key, String document, ObjectNode variables) {
    return query(operation, key, document, variables, data -> data);
  }

  /** Asks, and reads the answer as part of the call. */
  <T> T query(
      String operation,
      ApiKey key,
      String document,
      ObjectNode variables,
      Function<JsonNode, T> reader) {
    return send(operation, key, document, variables, false, reader);
  }

  /** Changes something. What the reader cannot read leaves the outcome open. */
  <T> T mutate(
      String operation,
      ApiKey key,
      String document,
      ObjectNode variables,
      Function<JsonNode, T> reader) {
    return send(operation, key, document, variables, true, reader);
  }

  /** Changes something, and holds the server to its word that it did. */
  void succeed(
      String operation, ApiKey key, String document, ObjectNode variables, String mutation) {
    mutate(
        operation,
        key,
        document,
        variables,
        data -> {
          if (!data.path(mutation).path("success").asBoolean(false)) {
            throw new WandbException.Invalid("the server answered that it did not " + mutation);
          }
          return data;
        });
  }

  private <T> T send(
      String operation,
      ApiKey key,
      String document,
      ObjectNode variables,
      boolean write,
      Function<JsonNode, T> reader) {
    var body = Json.object();
    body.put("query", document);
    body.set("variables", variables);
    return transport.send(
        new Call(operation, "POST", Call.GRAPHQL_PATH, headers(key), Json.write(body), write),
        answer -> reader.apply(data(answer)));
  }

  /** Any error fails the call, even beside data. */
  private JsonNode data(Answer answer) {
    if (answer.isPage()) {
      throw Malformed.answer("a web page instead of GraphQL; is spec.url the server's address?");
    }
    var read = Json.read(answer.body());
    var errors = read.path("errors");
    if (errors.isArray() && !errors.isEmpty()) {
      throw ServerErrorMessages.graphQl(
          Redactor.clean(errors.path(0).path("message").asText("GraphQL error without a message")));
    }
    if (!read.path("data").isObject()) {
      throw Malformed.answer("GraphQL without data");
    }
    return read.path("data");
  }

  private Map<String, String> headers(ApiKey key) {
    return Map.of(
        "Authorization", Authorization.graphQl(key),
        "Accept", "application/json",
        "Content-Type", "application/json",
        "Use-Admin-Privileges", "true",
        "User-Agent", userAgent);
  }
}
