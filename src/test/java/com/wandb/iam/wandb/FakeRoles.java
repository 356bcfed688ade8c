package com.wandb.iam.wandb;

import com.wandb.iam.wandb.write.CallScript;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Custom roles of a server in memory. */
record FakeRoles(CallScript script, Map<String, RemoteRole> roles) implements Roles {
  @Override
  public List<RemoteRole> list() {
    script.called("roles");
    return List.copyOf(roles.values());
  }

  @Override
  public Optional<RemoteRole> byId(String id) {
    script.called("role " + id);
    return roles.values().stream().filter(role -> role.id().equals(id)).findFirst();
  }

  @Override
  public RemoteRole create(String name, String text, boolean viewer, Set<String> permissions) {
    script.called("createRole " + name);
    if (roles.containsKey(name)) {
      throw new WandbException.Conflict("exists", false);
    }
    return put("id-" + name, name, text, viewer, permissions);
  }

  @Override
  public RemoteRole replace(RemoteRole asRead, String text, boolean viewer, Set<String> added) {
    script.called("replaceRole " + asRead.name());
    return put(asRead.id(), asRead.name(), text, viewer, added);
  }

  private RemoteRole put(String id, String name, String text, boolean viewer, Set<String> added) {
    var role = new RemoteRole(id, name, text, viewer, added, Set.of(), null, null, null);
    roles.put(name, role);
    return role;
  }

  @Override
  public void delete(String id) {
    script.called("deleteRole " + id);
    roles.values().removeIf(role -> role.id().equals(id));
  }
}
