package com.wandb.iam.wandb;

import com.wandb.iam.wandb.write.CallScript;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The custom roles of a server in memory: they can be listed. */
record FakeRoles(CallScript script, Collection<RemoteRole> roles) implements Roles {
  @Override
  public List<RemoteRole> list() {
    script.called("roles");
    return List.copyOf(roles);
  }

  @Override
  public Optional<RemoteRole> byId(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RemoteRole create(String name, String text, boolean viewer, Set<String> permissions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RemoteRole replace(RemoteRole asRead, String text, boolean viewer, Set<String> added) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String id) {
    throw new UnsupportedOperationException();
  }
}
