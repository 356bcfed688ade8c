package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.Roles;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.transport.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Custom roles over the endpoint that W&amp;B provides in addition to standard SCIM. */
final class ScimRoles implements Roles {
  private static final String TYPE = "Roles";

  private final Scim scim;

  ScimRoles(Scim scim) {
    this.scim = scim;
  }

  @Override
  public List<RemoteRole> list() {
    return scim.list("scim.roles.list", TYPE, ScimDocuments::customRole);
  }

  @Override
  public Optional<RemoteRole> byId(String id) {
    return scim.get("scim.roles.get", TYPE, id, ScimDocuments::customRole);
  }

  @Override
  public RemoteRole create(
      String name, String description, boolean inheritsViewer, Set<String> permissions) {
    return scim.post(
        "scim.roles.create",
        TYPE,
        body(name, description, inheritsViewer, permissions),
        ScimDocuments::customRole);
  }

  /** Sends all four attributes, because the effect of missing ones is undocumented. */
  @Override
  public RemoteRole replace(
      RemoteRole asRead, String description, boolean inheritsViewer, Set<String> permissions) {
    return scim.put(
        "scim.roles.replace",
        TYPE,
        asRead.id(),
        asRead.version(),
        body(asRead.name(), description, inheritsViewer, permissions),
        ScimDocuments::customRole);
  }

  @Override
  public void delete(String id) {
    try {
      scim.delete("scim.roles.delete", TYPE, id);
    } catch (WandbException.NotFound alreadyDeleted) {
      // Treated as success, because the role was deleted already.
    }
  }

  private static ObjectNode body(
      String name, String description, boolean inheritsViewer, Set<String> permissions) {
    var body = Json.object();
    body.putArray("schemas").add(Scim.ROLE_SCHEMA);
    body.put("name", name);
    body.put("description", description);
    body.put("inheritedFrom", inheritsViewer ? "viewer" : "member");
    var list = body.putArray("permissions");
    new TreeSet<>(permissions).forEach(permission -> list.addObject().put("name", permission));
    return body;
  }
}
