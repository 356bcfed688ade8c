package com.wandb.iam.sandbox.scim;

import com.wandb.iam.sandbox.wire.WireRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Route of a SCIM request.
 *
 * @param resource users, groups or roles; other resources do not exist
 * @param id empty for the collection
 */
public record ScimRoute(String resource, Optional<String> id, String method) {

  /** Returns the route of a path under /scim or /api/scim. */
  public static Optional<ScimRoute> of(WireRequest request) {
    List<String> parts = request.parts();
    if (!parts.isEmpty() && parts.get(0).equals("api")) {
      parts = parts.subList(1, parts.size());
    }
    if (parts.isEmpty() || !parts.get(0).equals("scim")) {
      return Optional.empty();
    }
    String resource = parts.size() == 2 || parts.size() == 3 ? collection(parts.get(1)) : "unknown";
    return Optional.of(
        new ScimRoute(
            resource,
            parts.size() == 3 ? Optional.of(parts.get(2)) : Optional.empty(),
            request.method()));
  }

  private static String collection(String part) {
    return switch (part) {
      case "Users", "Groups", "Roles" -> part.toLowerCase(Locale.ROOT);
      default -> "unknown";
    };
  }

  /** Returns the name of the call for faults and the journal, such as {@code scim.users.list}. */
  public String operation() {
    String verb =
        switch (method) {
          case "GET" -> id.isPresent() ? "get" : "list";
          case "POST" -> "create";
          case "PATCH" -> "patch";
          case "PUT" -> "replace";
          case "DELETE" -> "delete";
          default -> "other";
        };
    return "scim." + resource + "." + verb;
  }

  public boolean isWrite() {
    return !method.equals("GET");
  }
}
