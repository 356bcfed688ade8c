package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.transport.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reader of users, groups and roles in the formats of all supported versions. */
final class ScimDocuments {
  private ScimDocuments() {}

  /** Reads a user. */
  static RemoteUser user(JsonNode document) {
    var emails = emails(document.path("emails"));
    return new RemoteUser(
        Json.id(document),
        username(document, emails),
        emails,
        Json.label(document, "displayName"),
        document.path("active").asBoolean(true),
        accountType(Json.text(document, "accountType")),
        "admin".equals(Json.text(document, "organizationRole")),
        teamRoles(document.path("teamRoles")),
        registryRoles(document.path("registryRoles")),
        Json.time(document.path("meta"), "created"),
        version(document));
  }

  /** Returns the entity tag, or null if it cannot be sent in a header. */
  private static @Nullable String version(JsonNode document) {
    var tag = Json.text(document.path("meta"), "version");
    return tag == null || !tag.chars().allMatch(c -> c > ' ' && c < 127) ? null : tag;
  }

  private static String username(JsonNode document, List<String> emails) {
    var name = Json.label(document, "userName", "displayName");
    return name != null ? name : emails.isEmpty() ? Json.id(document) : emails.getFirst();
  }

  /**
   * Returns the email addresses. Before 0.80.1 they are one object with capitalized fields, since
   * then an array.
   */
  private static List<String> emails(JsonNode emails) {
    var found = new ArrayList<String>();
    for (var email : emails.isObject() ? List.of(emails) : emails) {
      var value = Json.label(email, "value", "Value");
      if (value != null) {
        found.add(value);
      }
    }
    return found;
  }

  /** Returns the account type, or null for null. Unknown types count as users. */
  static @Nullable AccountType accountType(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "SERVICE" -> AccountType.SERVICE;
      case "ORG_SERVICE" -> AccountType.ORG_SERVICE;
      default -> AccountType.USER;
    };
  }

  private static @Nullable Map<String, TeamRole> teamRoles(JsonNode roles) {
    if (!roles.isArray()) {
      return null;
    }
    var found = new HashMap<String, TeamRole>();
    for (var role : roles) {
      found.put(Json.required(role, "teamName"), role(Json.required(role, "roleName")));
    }
    return found;
  }

  private static Map<String, String> registryRoles(JsonNode roles) {
    var found = new HashMap<String, String>();
    for (var role : roles) {
      found.put(Json.required(role, "registryName"), Json.required(role, "roleName"));
    }
    return found;
  }

  /**
   * Returns the role with this name in an answer. Ignores case, because W&amp;B does not document
   * the case in its GraphQL answers. An unknown name is that of a custom role.
   */
  static TeamRole role(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "admin" -> TeamRole.BuiltIn.ADMIN;
      case "member" -> TeamRole.BuiltIn.MEMBER;
      case "viewer" -> TeamRole.BuiltIn.VIEWER;
      default -> new TeamRole.Custom(name);
    };
  }

  /** Returns the name of the role in requests. */
  static String name(TeamRole role) {
    return switch (role) {
      case TeamRole.BuiltIn.ADMIN -> "admin";
      case TeamRole.BuiltIn.MEMBER -> "member";
      case TeamRole.BuiltIn.VIEWER -> "viewer";
      case TeamRole.Custom(var name) -> name;
    };
  }

  /** Reads a group. */
  static RemoteTeam team(JsonNode document) {
    var members = new ArrayList<String>();
    for (var member : document.path("members")) {
      var id = Json.text(member, "Value", "value");
      if (id != null) {
        members.add(id);
      }
    }
    return new RemoteTeam(
        Json.id(document),
        Json.required(document, "displayName"),
        members,
        Json.time(document.path("meta"), "created"),
        version(document));
  }

  /** Reads a custom role. */
  static RemoteRole customRole(JsonNode document) {
    var added = new HashSet<String>();
    var inherited = new HashSet<String>();
    for (var permission : document.path("permissions")) {
      (permission.path("isInherited").asBoolean(false) ? inherited : added)
          .add(Json.required(permission, "name"));
    }
    return new RemoteRole(
        Json.id(document),
        Json.required(document, "name"),
        document.path("description").asText(""),
        "viewer".equals(Json.text(document, "inheritedFrom")),
        added,
        inherited,
        Json.text(document, "organizationID"),
        Json.time(document.path("meta"), "created"),
        version(document));
  }
}
