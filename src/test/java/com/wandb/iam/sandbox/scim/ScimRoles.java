package com.wandb.iam.sandbox.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.RoleRules;
import com.wandb.iam.sandbox.state.RoleState;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireRequest;
import java.util.List;
import java.util.Set;

/** W&B's own SCIM endpoint for custom roles. */
final class ScimRoles {
  private static final Set<String> ATTRIBUTES =
      Set.of("schemas", "id", "name", "description", "permissions", "inheritedFrom");

  private final WorldState state;
  private final RoleRules roles;

  ScimRoles(WorldState state) {
    this.state = state;
    this.roles = new RoleRules(state);
  }

  void refuseWithoutLicence() {
    roles.refuseWithoutLicence();
  }

  List<RoleState> list() {
    return List.copyOf(state.roles.values());
  }

  RoleState find(String id) {
    return state.roleById(id).orElseThrow(() -> Refusal.notFound("role not found: " + id));
  }

  RoleState create(WireRequest request) {
    ScimBody body = ScimBody.of(request, ScimBody.CORE + "Role");
    body.allowOnly(ATTRIBUTES);
    JsonNode permissions = body.node().path("permissions");
    return roles.create(
        body.required("name"),
        body.optional("description").orElse(""),
        body.required("inheritedFrom"),
        permissions.isMissingNode() || permissions.isNull()
            ? List.of()
            : ScimBody.texts(permissions, "name"));
  }

  void patch(RoleState role, WireRequest request) {
    for (ScimBody.Operation operation : ScimBody.of(request, ScimBody.PATCH).operations()) {
      if (operation.is("add", "permissions")) {
        roles.add(role, ScimBody.texts(operation.value(), "name"));
      } else if (operation.is("remove", "permissions")) {
        roles.remove(role, ScimBody.texts(operation.value(), "name"));
      } else {
        throw Refusal.invalid("unsupported operation: " + operation.op() + " " + operation.path());
      }
    }
    role.touch(state.now());
  }

  /**
   * Replaces the given attributes and keeps the others. The documentation does not define omitted
   * attributes.
   */
  void replace(RoleState role, WireRequest request) {
    ScimBody body = ScimBody.of(request, ScimBody.CORE + "Role");
    body.allowOnly(ATTRIBUTES);
    roles.rename(role, body.required("name"));
    body.optional("description").ifPresent(text -> role.description = text);
    body.optional("inheritedFrom").ifPresent(from -> roles.inheritFrom(role, from));
    if (body.has("permissions")) {
      List<String> permissions = ScimBody.texts(body.node().get("permissions"), "name");
      permissions.forEach(RoleRules::checkPermission);
      role.ownPermissions.clear();
      roles.add(role, permissions);
    }
    role.touch(state.now());
  }

  void delete(RoleState role) {
    roles.delete(role);
  }
}
