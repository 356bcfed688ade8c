package com.wandb.iam.wandb.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Request to a server.
 *
 * @param operation its name in metrics
 * @param path the path below the base URL, with the query
 * @param body the body, or null if there is none
 * @param write whether the request may change something on the server
 */
public record Call(
    String operation,
    String method,
    String path,
    Map<String, String> headers,
    @Nullable String body,
    boolean write) {
  public static final String GRAPHQL_PATH = "/graphql";

  public Call {
    headers = Map.copyOf(headers);
  }

  /** Returns whether the request is sent to GraphQL rather than to SCIM. */
  boolean isGraphQl() {
    return path.equals(GRAPHQL_PATH);
  }
}
