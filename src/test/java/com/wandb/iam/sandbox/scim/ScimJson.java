package com.wandb.iam.sandbox.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.ProjectState;
import com.wandb.iam.sandbox.state.RoleState;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Writes the resources of the server. Methods must be called with a lock of the world. */
final class ScimJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final WorldState state;

  ScimJson(WorldState state) {
    this.state = state;
  }

  /** Returns whether SCIM shows this account. */
  boolean visible(Account account) {
    return account.isPerson() || state.version.serviceAccountsThroughScim();
  }

  boolean listed(Account account) {
    return visible(account)
        && (account.isPerson() || !state.isOn(SandboxSwitch.LISTS_WITHOUT_SERVICE_ACCOUNTS));
  }

  ObjectNode user(Account account, boolean inList) {
    ObjectNode user = NODES.objectNode();
    user.put("active", account.active);
    user.put("displayName", account.displayName);
    emails(user, account);
    user.put("id", account.id());
    user.put("userName", account.username);
    user.put("organizationRole", account.organizationRole);
    if (account.modelsSeat != null) {
      user.put("modelsSeat", account.modelsSeat);
    }
    if (account.weaveRole != null) {
      user.put("weaveRole", account.weaveRole);
    }
    roles(user, account, inList);
    user.put("daysActive", account.lastActiveAt == null ? 0 : 1);
    user.put("lastActiveAt", account.lastActiveAt == null ? null : account.lastActiveAt.toString());
    if (state.version.serviceAccountsThroughScim()) {
      user.put("accountType", account.type.name());
    }
    user.putArray("schemas").add(ScimBody.CORE + "User");
    meta(
        user, "User", "Users/" + account.id(), account.created, account.modified, account.revision);
    return user;
  }

  private void emails(ObjectNode user, Account account) {
    if (account.email == null) {
      return;
    }
    if (state.version.emailsAreAList()) {
      user.putArray("emails")
          .addObject()
          .put("value", account.email)
          .put("primary", true)
          .put("type", "")
          .put("display", "");
    } else {
      user.putObject("emails")
          .put("Value", account.email)
          .put("Primary", true)
          .put("Display", "")
          .put("Type", "");
    }
  }

  private void roles(ObjectNode user, Account account, boolean inList) {
    ArrayNode teamRoles = NODES.arrayNode();
    ArrayNode groups = NODES.arrayNode();
    for (TeamState team : state.teamsOf(account)) {
      teamRoles
          .addObject()
          .put("teamName", team.name)
          .put("roleName", team.members.get(account.number));
      groups.addObject().put("value", team.id());
    }
    if (!teamRoles.isEmpty() && !(inList && state.isOn(SandboxSwitch.LISTS_WITHOUT_TEAM_ROLES))) {
      user.set("teamRoles", teamRoles);
      user.set("groups", groups);
    }
    ArrayNode registryRoles = NODES.arrayNode();
    for (ProjectState registry : state.registries()) {
      String role = registry.users.get(account.number);
      if (role != null) {
        registryRoles
            .addObject()
            .put("registryName", registry.registryName())
            .put("roleName", role);
      }
    }
    if (!registryRoles.isEmpty()) {
      user.set("registryRoles", registryRoles);
    }
  }

  /**
   * @param bare without Ref and Type, as after a removal
   */
  ObjectNode group(TeamState team, boolean bare) {
    ObjectNode group = NODES.objectNode();
    group.put("displayName", team.name);
    group.put("id", team.id());
    ArrayNode members = NODES.arrayNode();
    for (Map.Entry<Long, String> entry : team.members.entrySet()) {
      Account account = state.accounts.get(entry.getKey());
      if (account != null && listed(account)) {
        ObjectNode member =
            members.addObject().put("Value", account.id()).put("Display", account.displayName);
        if (!bare) {
          member.put("Ref", "").put("Type", "");
        }
      }
    }
    group.set("members", members.isEmpty() ? NODES.nullNode() : members);
    group.putArray("schemas").add(ScimBody.CORE + "Group");
    meta(group, "Group", "Groups/" + team.id(), team.created, team.modified, team.revision);
    return group;
  }

  ObjectNode role(RoleState role) {
    ObjectNode json = NODES.objectNode();
    json.put("id", role.id());
    json.put("name", role.name);
    json.put("description", role.description);
    json.put("inheritedFrom", role.inheritedFrom);
    json.put("organizationID", state.organizationId);
    ArrayNode permissions = json.putArray("permissions");
    role.inheritedPermissions()
        .forEach(p -> permissions.addObject().put("name", p).put("isInherited", true));
    role.ownPermissions.forEach(
        p -> permissions.addObject().put("name", p).put("isInherited", false));
    json.putArray("schemas").add("");
    meta(json, "Role", "Roles/" + role.id(), role.created, role.modified, role.revision);
    return json;
  }

  private static void meta(
      ObjectNode resource,
      String type,
      String location,
      Instant created,
      Instant modified,
      long revision) {
    resource
        .putObject("meta")
        .put("resourceType", type)
        .put("created", created.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("lastModified", modified.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("location", location)
        .put("version", etag(revision));
  }

  static String etag(long revision) {
    return "W/\"" + revision + "\"";
  }
}
