package com.wandb.iam.wandb.http;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Users;
import com.wandb.iam.wandb.WandbException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Accounts through SCIM. */
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

  /** Where two differ by case only, the one that is spelt alike. */
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
    } catch (WandbException.NotFound gone) {
      // Somebody else was faster; the end is the same.
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
    return scim.patch(
        "scim.users.patch", TYPE, asRead.id(), asRead.version(), change, ScimDocuments::user);
  }
}
