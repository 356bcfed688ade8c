package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How a key is shown to the server. Basic works on all versions; Bearer since 0.79 only. */
public final class Authorization {
  private Authorization() {}

  /** For SCIM: the user's name, empty for an organization service account. */
  public static String scim(String username, ApiKey key) {
    return basic(username, key);
  }

  /** For GraphQL the user is always the word api. */
  public static String graphQl(ApiKey key) {
    return basic("api", key);
  }

  private static String basic(String user, ApiKey key) {
    var pair = (user + ":" + key.reveal()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
