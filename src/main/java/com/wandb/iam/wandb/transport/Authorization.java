package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Values of the Authorization header. Uses Basic, because it works on all versions; Bearer works
 * since 0.79.
 */
public final class Authorization {
  private Authorization() {}

  /** Returns the header for SCIM. The username is empty for an organization service account. */
  public static String scim(String username, ApiKey key) {
    return basic(username, key);
  }

  /** Returns the header for GraphQL. The username is always {@code api}. */
  public static String graphQl(ApiKey key) {
    return basic("api", key);
  }

  private static String basic(String user, ApiKey key) {
    var pair = (user + ":" + key.reveal()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
