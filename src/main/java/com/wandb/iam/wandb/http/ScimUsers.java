package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Users;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Accounts over SCIM. */
final class ScimUsers implements Users {
  private static final String TYPE = "Users";

  private final Scim scim;

  ScimUsers(Scim scim) {
    this.scim = scim;
  }

  @Override
  public List<RemoteUser> list() {
    return scim.list("scim.users.list", TYPE, ScimDocuments::user);
  }

  @Override
  public Optional<RemoteUser> byId(String id) {
    return scim.get("scim.users.get", TYPE, id, ScimDocuments::user);
  }

  /** Prefers the exact spelling if two usernames differ only in case. */
  @Override
  public Optional<RemoteUser> byUsername(String username) {
    return scim
        .search("scim.users.search", TYPE, "userName", username, ScimDocuments::user)
        .stream()
        .filter(user -> user.username().equalsIgnoreCase(username))
        .max(Comparator.comparing(user -> user.username().equals(username)));
  }

  @Override
  public List<RemoteUser> byEmail(String email) {
    return scim
        .search("scim.users.search", TYPE, "emails.value", email, ScimDocuments::user)
        .stream()
        .filter(user -> user.emails().stream().anyMatch(email::equalsIgnoreCase))
        .toList();
  }

  @Override
  public RemoteUser create(String username, String email) {
    var body = Json.object();
    body.putArray("schemas").add(Scim.USER_SCHEMA);
    body.put("userName", username);
    body.putArray("emails").addObject().put("primary", true).put("value", email);
    return scim.post("scim.users.create", TYPE, body, ScimDocuments::user);
  }

  @Override
  public void delete(String id) {
    try {
      scim.delete("scim.users.delete", TYPE, id);
    } catch (WandbException.NotFound alreadyDeleted) {
      // Treated as success, because the account was deleted already.
    }
  }

  @Override
  public RemoteUser replaceTeamRoles(RemoteUser asRead, Map<String, TeamRole> teamRoles) {
    var change = Json.object().put("op", "replace").put("path", "teamRoles");
    var value = change.putArray("value");
    new TreeMap<>(teamRoles)
        .forEach(
            (team, role) ->
                value.addObject().put("teamName", team).put("roleName", ScimDocuments.name(role)));
    return patch(asRead, List.of(change));
  }

  /**
   * Adds instead of replacing, because it is undocumented whether a replaced list applies to the
   * named registries or to all.
   */
  @Override
  public RemoteUser changeRegistryRoles(
      RemoteUser asRead, Map<String, String> roles, Set<String> removed) {
    if (!Collections.disjoint(roles.keySet(), removed)) {
      throw new IllegalArgumentException("a registry is in both roles and removed");
    }
    var changes = new ArrayList<ObjectNode>();
    if (!roles.isEmpty()) {
      var change = Json.object().put("op", "add").put("path", "registryRoles");
      var value = change.putArray("value");
      new TreeMap<>(roles)
          .forEach(
              (registry, role) ->
                  value.addObject().put("registryName", registry).put("roleName", role));
      changes.add(change);
    }
    for (var registry : new TreeSet<>(removed)) {
      var path = "registryRoles[registryName eq " + Scim.quoted(registry) + "]";
      changes.add(Json.object().put("op", "remove").put("path", path));
    }
    return changes.isEmpty() ? asRead : patch(asRead, changes);
  }

  private RemoteUser patch(RemoteUser asRead, List<ObjectNode> changes) {
    return scim.patch(
        "scim.users.patch", TYPE, asRead.id(), asRead.version(), changes, ScimDocuments::user);
  }
}
