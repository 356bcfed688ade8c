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

/**
 * GraphQL client. Values from callers are sent as variables and never become part of a document.
 */
final class GraphQl {

  /**
   * Name of W&amp;B's own client. The server grants admin rights and fields such as the keys of a
   * user only to requests with the header for admin privileges and this client name. Other clients
   * are asked to log in again. The operator's own name follows, so that it appears in the server's
   * logs.
   */
  private static final String KNOWN_CLIENT = "W&B Public Client 0.31.0 ";

  private final Transport transport;
  private final String userAgent;

  GraphQl(Transport transport, String userAgent) {
    this.transport = transport;
    this.userAgent = KNOWN_CLIENT + userAgent;
  }

  /** Sends a query, which changes nothing. */
  JsonNode query(String operation, ApiKey key, String document, ObjectNode variables) {
    return query(operation, key, document, variables, data -> data);
  }

  /** Sends a query and reads the answer as part of the call. */
  <T> T query(
      String operation,
      ApiKey key,
      String document,
      ObjectNode variables,
      Function<JsonNode, T> reader) {
    return send(operation, key, document, variables, false, reader);
  }

  /** Sends a mutation. If the reader cannot read the answer, the outcome is unknown. */
  <T> T mutate(
      String operation,
      ApiKey key,
      String document,
      ObjectNode variables,
      Function<JsonNode, T> reader) {
    return send(operation, key, document, variables, true, reader);
  }

  /** Sends a mutation and throws if the server does not confirm its success. */
  void succeed(
      String operation, ApiKey key, String document, ObjectNode variables, String mutation) {
    mutate(
        operation,
        key,
        document,
        variables,
        data -> {
          if (!data.path(mutation).path("success").asBoolean(false)) {
            throw new WandbException.Invalid("the server reported that " + mutation + " failed");
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

  /** Returns the data of an answer. Throws on any error, even if the answer also contains data. */
  private JsonNode data(Answer answer) {
    if (answer.isPage()) {
      throw Malformed.answer("it is a web page instead of GraphQL; check spec.url");
    }
    var read = Json.read(answer.body());
    var errors = read.path("errors");
    if (errors.isArray() && !errors.isEmpty()) {
      throw ServerErrorMessages.graphQl(
          Redactor.clean(errors.path(0).path("message").asText("GraphQL error without a message")));
    }
    if (!read.path("data").isObject()) {
      throw Malformed.answer("the GraphQL answer contains no data");
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
