package com.wandb.iam.wandb.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param operation its name in metrics
 * @param path below the base URL, with its query
 * @param body null for none
 * @param write whether it may change something on the server
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

  /** Whether this goes to GraphQL rather than to SCIM. */
  boolean isGraphQl() {
    return path.equals(GRAPHQL_PATH);
  }
}
